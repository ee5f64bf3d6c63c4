#pragma once
#include "lastra/trial/Design.h"
#include "lastra/workflow/Workspace.h"

#include <QString>

namespace fixture {

// Two small CT series of two invented people, with a private element, and one text file.
bool writeStudies(const QString &folder);
// One of them (1 or 2), with another Body Part Examined.
bool writeStudy(const QString &folder, int person, const QString &bodyPart);
// What must never be seen outside: names, IDs and dates of writeStudies().
QList<QByteArray> identifyingValues();
// A workspace in its own home, secrets in memory.
lastra::core::Result<std::unique_ptr<lastra::workflow::Workspace>>
open(const QString &home, std::shared_ptr<lastra::core::SecretStore> secrets,
     const QString &site = {});

// One patient, one dose, few and small slices: seconds of lastra-sim.
lastra::trial::Design tinyTrial(const QString &title);

} // namespace fixture
