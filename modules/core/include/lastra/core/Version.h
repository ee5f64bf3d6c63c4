#pragma once
#include <QString>

namespace lastra::core {

// "0.1.0": what the programs, their files and their requests say. One place: project() in CMake.
[[nodiscard]] QString version();

} // namespace lastra::core
