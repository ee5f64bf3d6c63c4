#include "lastra/imaging/MetaImage.h"

#include "lastra/core/AtomicFile.h"

#include <itkImageFileWriter.h>
#include <itkImportImageFilter.h>
#include <itkMetaImageIO.h>

#include <QFileInfo>

#include <cmath>
#include <filesystem>
#include <limits>

namespace lastra::imaging {

namespace {

template <class From, class To>
void convert(const std::vector<char> &raw, std::span<To> out) {
    const auto *in = reinterpret_cast<const From *>(raw.data());
    std::transform(in, in + out.size(), out.begin(), [](From v) { return static_cast<To>(v); });
}

template <class To>
bool convertFrom(itk::IOComponentEnum type, const std::vector<char> &raw, std::span<To> out) {
    using C = itk::IOComponentEnum;
    switch (type) {
    case C::UCHAR:
        convert<unsigned char>(raw, out);
        return true;
    case C::CHAR:
        convert<signed char>(raw, out);
        return true;
    case C::USHORT:
        convert<unsigned short>(raw, out);
        return true;
    case C::SHORT:
        convert<short>(raw, out);
        return true;
    case C::UINT:
        convert<unsigned int>(raw, out);
        return true;
    case C::INT:
        convert<int>(raw, out);
        return true;
    case C::FLOAT:
        convert<float>(raw, out);
        return true;
    case C::DOUBLE:
        convert<double>(raw, out);
        return true;
    default:
        return false;
    }
}

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
    } catch (const itk::ExceptionObject &e) {
        const int number = errno;
        std::filesystem::remove(from, ignored);
        core::Error error = core::fileError(path, number != 0 ? number : EIO);
        error.detail = QString::fromUtf8(e.GetDescription());
        return tl::make_unexpected(std::move(error));
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

core::Result<Volume> readMetaImage(const QString &path) {
    const QString name = QFileInfo(path).fileName();
    try {
        auto io = itk::MetaImageIO::New();
        if (!io->CanReadFile(path.toStdString().c_str()))
            return core::fail(QFileInfo::exists(path) ? "imaging.fileUnsupported"
                                                      : "imaging.fileUnreadable",
                              {name});
        io->SetFileName(path.toStdString());
        io->ReadImageInformation();
        const unsigned dimensions = io->GetNumberOfDimensions();
        if (dimensions < 2 || dimensions > 3 || io->GetNumberOfComponents() != 1)
            return core::fail("imaging.fileUnsupported", {name});
        Geometry g;
        for (unsigned a = 0; a < 3; ++a) {
            g.size[a] = a < dimensions
                            ? int(std::min<itk::SizeValueType>(io->GetDimensions(a), 1 << 20))
                            : 1;
            if (a >= dimensions)
                continue;
            g.spacing[int(a)] = io->GetSpacing(a);
            g.origin[int(a)] = io->GetOrigin(a);
            const std::vector<double> axis = io->GetDirection(a);
            for (unsigned r = 0; r < dimensions; ++r)
                g.direction[a][int(r)] = axis[r];
        }
        const auto component = io->GetComponentType();
        using C = itk::IOComponentEnum;
        const bool isSigned = component == C::SHORT || component == C::CHAR;
        const bool isUnsigned = component == C::USHORT || component == C::UCHAR;
        const VoxelType type = isSigned     ? VoxelType::Int16
                               : isUnsigned ? VoxelType::UInt16
                                            : VoxelType::Float32;
        LASTRA_TRY(volume, Volume::create(g, type));
        // A header may claim more than the file holds.
        const auto bytes = size_t(g.voxelCount()) * io->GetComponentSize();
        if (!io->GetUseCompression() && qint64(bytes) > QFileInfo(path).size() &&
            !path.endsWith(QStringLiteral(".mhd")))
            return core::fail("imaging.fileUnreadable", {name});
        itk::ImageIORegion region(dimensions);
        for (unsigned a = 0; a < dimensions; ++a)
            region.SetSize(a, io->GetDimensions(a));
        io->SetIORegion(region);
        std::vector<char> raw(bytes);
        io->Read(raw.data());
        bool known = false;
        if (type == VoxelType::Int16)
            known = convertFrom(component, raw, volume.mutableVoxels<int16_t>());
        else if (type == VoxelType::UInt16)
            known = convertFrom(component, raw, volume.mutableVoxels<uint16_t>());
        else
            known = convertFrom(component, raw, volume.mutableVoxels<float>());
        if (!known)
            return core::fail("imaging.fileUnsupported", {name});
        volume.markAllReady();
        return volume;
    } catch (const itk::ExceptionObject &e) {
        return core::fail("imaging.fileUnreadable", {name}, QString::fromUtf8(e.GetDescription()));
    } catch (const std::bad_alloc &) {
        return core::fail("imaging.volumeTooLarge", {QString::number(0)});
    }
}

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
