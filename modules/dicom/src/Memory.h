#pragma once
// A door of this module: what lies behind it allocates by the word of a file.

#include "lastra/core/Result.h"

#include <new>
#include <stdexcept>

namespace lastra::dicom {

// Memory that cannot be had is an error of the file that asked for it, "dicom.tooLarge" [name].
template <class Body>
auto withinMemory(const QString &name, Body &&body) -> decltype(body()) {
    try {
        return body();
    } catch (const std::bad_alloc &) {
    } catch (const std::length_error &) {
    }
    return core::fail("dicom.tooLarge", {name});
}

} // namespace lastra::dicom
