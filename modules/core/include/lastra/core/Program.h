#pragma once
// What every program does first.

#include <csignal>

namespace lastra::core {

// A write beyond the limit on file sizes then fails like any other, where the system would end the
// program without a word.
inline void letWritesFail() {
    std::signal(SIGXFSZ, SIG_IGN);
}

} // namespace lastra::core
