#pragma once
// What a person looks through before signing a de-identified dataset.

#include "lastra/archive/Archive.h"
#include "lastra/workflow/Workspace.h"

#include <vector>

namespace lastra::workflow {

struct ReviewImage {
    QString series;            // "CT 2"
    int image = 0, images = 0; // from 1, in the order the series is read
    // As it came, empty while the key that ties the two lies with its keeper, and as it is
    // released: 512 pixels at most.
    archive::Thumbnail before, after;
};

// First, middle and last image of every released series, fewer when there are many series: at most
// `most` in all, series that cannot be decoded left out. "archive.notFound" [dataset].
[[nodiscard]] core::Result<std::vector<ReviewImage>> reviewSheet(Workspace &ws,
                                                                 const QString &original,
                                                                 const QString &released, int most,
                                                                 core::Work &work);

} // namespace lastra::workflow
