#include "lastra/imaging/MetaImage.h"

#include "lastra/core/AtomicFile.h"

#include <itkImageFileWriter.h>
#include <itkImportImageFilter.h>
#include <itkMetaImageIO.h>

#include <QFileInfo>

#include <cmath>
#include <filesystem>

namespace lastra::imaging {

namespace {

template <class T>
core::Done write(const Volume &volume, const std::vector<T> &values, const QString &path) {
    const Geometry &g = volume.geometry();
    using Import = itk::ImportImageFilter<T, 3>;
    auto import = Import::New();
    typename Import::SizeType size;
    typename Import::DirectionType direction;
    double spacing[3]{}, origin[3]{};
    for (unsigned a = 0; a < 3; ++a) {
        size[a] = itk::SizeValueType(g.size[a]);
        spacing[a] = g.spacing[int(a)];
        origin[a] = g.origin[int(a)];
        for (unsigned r = 0; r < 3; ++r)
            direction[r][a] = g.direction[a][int(r)];
    }
    import->SetRegion(typename Import::RegionType(size));
    import->SetSpacing(spacing);
    import->SetOrigin(origin);
    import->SetDirection(direction);
    import->SetImportPointer(const_cast<T *>(values.data()), values.size(), false);

    // Under a temporary name in the same folder, then renamed: whole or not at all.
    const QString temporary = path + QStringLiteral(".part.mha");
    const std::filesystem::path from(temporary.toStdString());
    std::error_code ignored;
    try {
        auto writer = itk::ImageFileWriter<itk::Image<T, 3>>::New();
        writer->SetInput(import->GetOutput());
        writer->SetImageIO(itk::MetaImageIO::New());
        writer->SetFileName(temporary.toStdString());
        writer->Update();
    } catch (const itk::ExceptionObject &) { // its text holds the path
        const int number = errno;
        std::filesystem::remove(from, ignored);
        return tl::make_unexpected(core::fileError(path, number != 0 ? number : EIO));
    }
    std::error_code failed;
    std::filesystem::rename(from, std::filesystem::path(path.toStdString()), failed);
    if (failed) {
        std::filesystem::remove(from, ignored);
        return tl::make_unexpected(core::fileError(path, failed.value()));
    }
    return {};
}

} // namespace

core::Done writeMetaImage(const Volume &volume, const QString &path) {
    if (volume.isNull())
        return core::fail("imaging.volumeInvalid");
    const Meaning &meaning = volume.meaning();
    const auto count = size_t(volume.geometry().voxelCount());
    const bool asStored = meaning.slope == 1 && meaning.intercept == 0;
    if (asStored && volume.type() == VoxelType::UInt16) {
        const auto v = volume.voxels<uint16_t>();
        return write<unsigned short>(volume, {v.begin(), v.end()}, path);
    }
    const auto visit = [&](auto &&each) {
        if (volume.type() == VoxelType::Int16)
            for (size_t i = 0; i < count; ++i)
                each(i, volume.voxels<int16_t>()[i] * meaning.slope + meaning.intercept);
        else if (volume.type() == VoxelType::UInt16)
            for (size_t i = 0; i < count; ++i)
                each(i, volume.voxels<uint16_t>()[i] * meaning.slope + meaning.intercept);
        else
            for (size_t i = 0; i < count; ++i)
                each(i, double(volume.voxels<float>()[i]) * meaning.slope + meaning.intercept);
    };
    bool fits = volume.type() != VoxelType::Float32 && meaning.slope == 1;
    if (fits)
        visit([&](size_t, double v) {
            fits = fits && v >= -32768 && v <= 32767 && v == std::floor(v);
        });
    if (fits) {
        std::vector<short> values(count);
        visit([&](size_t i, double v) { values[i] = short(v); });
        return write<short>(volume, values, path);
    }
    std::vector<float> values(count);
    visit([&](size_t i, double v) { values[i] = float(v); });
    return write<float>(volume, values, path);
}

} // namespace lastra::imaging
