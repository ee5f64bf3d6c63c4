#pragma once
#include "lastra/imaging/Reslice.h"

#include <cstddef>

namespace lastra::imaging {

// Voxel strides and what must be left out.
template <class T>
struct Source {
    const T *data;
    int size[3];
    ptrdiff_t stride[3];
    const Volume &volume;
    bool partial;
    float padFirst, padLast;

    explicit Source(const Volume &v)
        : data(static_cast<const T *>(v.data())), volume(v),
          partial(v.readyCount() < v.geometry().size[2]) {
        for (int a = 0; a < 3; ++a)
            size[a] = v.geometry().size[size_t(a)];
        stride[0] = 1;
        stride[1] = size[0];
        stride[2] = ptrdiff_t(size[0]) * size[1];
        const auto &padding = v.meaning().padding;
        padFirst = padding ? float(padding->first) : 1;
        padLast = padding ? float(padding->last) : 0;
    }
    [[nodiscard]] bool checked() const { return partial || padFirst <= padLast; }
    [[nodiscard]] bool isPad(float v) const { return v >= padFirst && v <= padLast; }
};

// Fills a slice whose plane, type and memory are set.
void sampleInto(Slice &target, const Volume &volume, const ResliceOptions &options);

} // namespace lastra::imaging
