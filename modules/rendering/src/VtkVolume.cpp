#include "VtkVolume.h"

#include "lastra/imaging/Parallel.h"

#include <vtkAOSDataArrayTemplate.h>
#include <vtkFloatArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkShortArray.h>
#include <vtkUnsignedShortArray.h>

#include <algorithm>

namespace lastra::rendering {
namespace {

template <class T, class Array>
void share(const imaging::Volume &volume, vtkImageData *image) {
    vtkNew<Array> scalars;
    // VTK takes a mutable pointer but only reads input scalars; 1: it must not free them.
    scalars->SetArray(const_cast<T *>(volume.voxels<T>().data()),
                      vtkIdType(volume.geometry().voxelCount()), 1);
    image->GetPointData()->SetScalars(scalars);
}

template <class T, class Array>
void halve(const imaging::Volume &volume, vtkImageData *image, const std::array<int, 3> &half) {
    vtkNew<Array> scalars;
    scalars->SetNumberOfValues(vtkIdType(half[0]) * half[1] * half[2]);
    const auto source = volume.voxels<T>();
    const auto size = volume.geometry().size;
    T *target = scalars->GetPointer(0);
    imaging::parallelFor(half[2], 4, [&](int first, int last) {
        for (int k = first; k < last; ++k) {
            const size_t k0 = size_t(2 * k), k1 = size_t(std::min(2 * k + 1, size[2] - 1));
            for (int j = 0; j < half[1]; ++j) {
                const size_t j0 = size_t(2 * j), j1 = size_t(std::min(2 * j + 1, size[1] - 1));
                const std::array<const T *, 4> rows = {
                    source.data() + (k0 * size_t(size[1]) + j0) * size_t(size[0]),
                    source.data() + (k0 * size_t(size[1]) + j1) * size_t(size[0]),
                    source.data() + (k1 * size_t(size[1]) + j0) * size_t(size[0]),
                    source.data() + (k1 * size_t(size[1]) + j1) * size_t(size[0])};
                T *out = target + (size_t(k) * size_t(half[1]) + size_t(j)) * size_t(half[0]);
                for (int i = 0; i < half[0]; ++i) {
                    const int i0 = 2 * i, i1 = std::min(2 * i + 1, size[0] - 1);
                    float sum = 0;
                    for (const T *row : rows)
                        sum += float(row[i0]) + float(row[i1]);
                    out[i] = T(sum * 0.125F);
                }
            }
        }
    });
    image->GetPointData()->SetScalars(scalars);
}

} // namespace

vtkSmartPointer<vtkImageData> sharedImage(const imaging::Volume &volume) {
    const auto &g = volume.geometry();
    vtkNew<vtkImageData> image;
    image->SetDimensions(g.size[0], g.size[1], g.size[2]);
    image->SetSpacing(g.spacing.x, g.spacing.y, g.spacing.z);
    switch (volume.type()) {
    case imaging::VoxelType::Int16:
        share<int16_t, vtkShortArray>(volume, image);
        break;
    case imaging::VoxelType::UInt16:
        share<uint16_t, vtkUnsignedShortArray>(volume, image);
        break;
    case imaging::VoxelType::Float32:
        share<float, vtkFloatArray>(volume, image);
        break;
    }
    return image;
}

vtkSmartPointer<vtkImageData> halfImage(const imaging::Volume &volume) {
    const auto &g = volume.geometry();
    const std::array<int, 3> half = {(g.size[0] + 1) / 2, (g.size[1] + 1) / 2, (g.size[2] + 1) / 2};
    vtkNew<vtkImageData> image;
    image->SetDimensions(half[0], half[1], half[2]);
    image->SetSpacing(2 * g.spacing.x, 2 * g.spacing.y, 2 * g.spacing.z);
    image->SetOrigin(0.5 * g.spacing.x, 0.5 * g.spacing.y, 0.5 * g.spacing.z);
    switch (volume.type()) {
    case imaging::VoxelType::Int16:
        halve<int16_t, vtkShortArray>(volume, image, half);
        break;
    case imaging::VoxelType::UInt16:
        halve<uint16_t, vtkUnsignedShortArray>(volume, image, half);
        break;
    case imaging::VoxelType::Float32:
        halve<float, vtkFloatArray>(volume, image, half);
        break;
    }
    return image;
}

vtkSmartPointer<vtkMatrix4x4> toPatientMatrix(const imaging::Geometry &geometry) {
    vtkNew<vtkMatrix4x4> matrix;
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 3; ++column)
            matrix->SetElement(row, column, geometry.direction[size_t(column)][row]);
        matrix->SetElement(row, 3, geometry.origin[row]);
    }
    return matrix;
}

} // namespace lastra::rendering
