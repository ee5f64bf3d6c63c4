#pragma once
// Whether images are what the engine writes for a job: a queue's workers may write anything.

#include "lastra/core/Work.h"
#include "lastra/simulation/Job.h"

namespace lastra::simulation {

// The files that are not this engine's images of this job: a mark that it sets is missing or other
// (SIMULATED, Synthetic Data, derivation, manufacturer, software, contributing equipment), a name
// or UID does not follow from the job, a person's attribute or a private one is there that it never
// writes, or the file is no DICOM file at all. Two files of one image: the second is foreign.
[[nodiscard]] core::Result<QStringList> foreignImages(const Job &job, const QStringList &files,
                                                      core::Work &work);

} // namespace lastra::simulation
