#pragma once
// How the Trials page names what it shows.

#include "lastra/gui/PageModels.h"

#include "lastra/workflow/Trials.h"

namespace lastra::gui {

[[nodiscard]] TrialsModel::State stateOf(const workflow::TrialState &trial);
[[nodiscard]] QString jobWords(queue::JobState state);
[[nodiscard]] QString list(const std::vector<double> &values, const QString &unit);
[[nodiscard]] QString list(const std::vector<QString> &values);
// What tells an arm from the others of its design.
[[nodiscard]] QString armWords(const trial::Design &design, const trial::Arm &arm);
// "noiseSd.lung" of the engine: what is measured, and where.
[[nodiscard]] QString metricWords(const QString &name);
// The short name of a metric that a trial is mostly asked for: can it be seen, and how noisy is it.
[[nodiscard]] QString metricChip(const QString &name);

} // namespace lastra::gui
