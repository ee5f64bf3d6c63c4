#include "lastra/dicom/SeriesReader.h"

#include "HeaderReader.h"
#include "Luts.h"
#include "Memory.h"
#include "Pixels.h"
#include "SeriesGeometry.h"
#include "lastra/dicom/Spacing.h"
#include "lastra/imaging/Parallel.h"
#include "lastra/imaging/Statistics.h"

#include <QFile>

#include <algorithm>
#include <cmath>
#include <fcntl.h>
#include <limits>
#include <mutex>
#include <numeric>
#include <sys/stat.h>
#include <unistd.h>

namespace lastra::dicom {

namespace {

using imaging::Vec3;
using imaging::VoxelType;

// One slice to be: a frame of a file, with what is particular to it.
struct SliceSource {
    const Header *header = nullptr;
    std::shared_ptr<const PixelSource> opened; // multi-frame files are parsed once
    int frame = 0;
    FrameInfo info;
};

core::Result<PixelSource> openPixels(const Header &header) {
    auto file = openForReading(header.path);
    if (!file)
        return core::passOn(file);
    Header fresh = headerOf(*file, header.path);
    return PixelSource::open(std::move(*file), std::move(fresh));
}

FrameInfo singleFrameInfo(const Header &h) {
    FrameInfo info;
    info.slope = h.slope.value_or(1);
    info.intercept = h.intercept.value_or(0);
    info.unit = unitOf(h);
    return info;
}

// Stored values that lie in the file as the volume wants them: one read, no parsing.
bool isPlain(const Header &h) {
    return h.pixelOffset > 0 && h.bitsAllocated == 16 && h.samples == 1 && !h.hasModalityLut &&
           h.frames == 1 && h.bitsStored >= 1 && h.bitsStored <= 16 && h.highBit < 16 &&
           h.highBit + 1 >= h.bitsStored && h.pixelLength >= qint64(h.rows) * h.columns * 2;
}

// False when the file is not what its header was read from: the careful way then finds out why.
bool readPlain(const Header &h, void *out) {
    const int fd = ::open(QFile::encodeName(h.path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    struct stat status {};
    bool good = ::fstat(fd, &status) == 0 && status.st_size == h.fileSize;
    auto *to = static_cast<char *>(out);
    qint64 left = qint64(h.rows) * h.columns * 2, at = h.pixelOffset;
    while (good && left > 0) {
        const ssize_t got = ::pread(fd, to, size_t(left), at);
        if (got < 0 && errno == EINTR)
            continue;
        good = got > 0;
        to += got;
        at += got;
        left -= got;
    }
    ::close(fd);
    return good;
}

// Drops the bits above and below the stored ones and extends the sign, in place.
void cleanBits(const Header &h, uint16_t *v, size_t count) {
    const int up = 15 - h.highBit, down = 16 - h.bitsStored;
    if (up == 0 && down == 0)
        return;
    if (h.isSigned)
        for (size_t i = 0; i < count; ++i)
            v[i] = uint16_t(int16_t(uint16_t(v[i] << up)) >> down);
    else
        for (size_t i = 0; i < count; ++i)
            v[i] = uint16_t(uint16_t(v[i] << up) >> down);
}

// More frames than the largest real file has: each costs memory beside its pixels.
constexpr int kMaxFrames = 1 << 18;

class Loader {
public:
    Loader(core::Work &work, const ReadOptions &options, PixelSpacing spacing, bool placed)
        : m_work(work), m_options(options) {
        m_image.spacing = spacing;
        m_image.placed = placed;
    }

    core::Result<Image> pictures(const std::vector<SliceSource> &slices);
    core::Result<Image> volume(const std::vector<SliceSource> &slices,
                               const imaging::Geometry &geometry);

private:
    core::Done fill(const SliceSource &slice, int k);
    // With every failure a value, for the threads.
    core::Done tryFill(const SliceSource &slice, int k) {
        return withinMemory(fileName(*slice.header), [&] { return fill(slice, k); });
    }
    core::Done chooseVoi(const SliceSource &slice);
    [[nodiscard]] std::vector<int> order(int count) const;

    core::Work &m_work;
    const ReadOptions &m_options;
    Image m_image;
    bool m_modalityValues = false; // voxels hold modality values: slices differ in their rescale
    std::shared_ptr<const imaging::VoiLut> m_modalityLut;
};

// From the first slice outwards.
std::vector<int> Loader::order(int count) const {
    const int start =
        m_options.firstSlice >= 0 ? std::min(m_options.firstSlice, count - 1) : count / 2;
    std::vector<int> out{start};
    for (int step = 1; int(out.size()) < count; ++step) {
        if (start + step < count)
            out.push_back(start + step);
        if (start - step >= 0)
            out.push_back(start - step);
    }
    return out;
}

core::Done Loader::fill(const SliceSource &slice, int k) {
    imaging::Volume &volume = m_image.volume;
    const Header &h = *slice.header;
    const auto &size = volume.geometry().size;
    const size_t count = size_t(size[0]) * size_t(size[1]);
    char *target = static_cast<char *>(volume.mutableData()) +
                   size_t(k) * count * size_t(bytesPerVoxel(volume.type()));
    const VoxelType own = voxelTypeFor(h);
    if (own == volume.type() && !m_modalityValues && !m_modalityLut && !slice.opened &&
        h.rows == size[1] && h.columns == size[0] && isPlain(h) && readPlain(h, target)) {
        cleanBits(h, reinterpret_cast<uint16_t *>(target), count);
        volume.markReady(k);
        return {};
    }
    std::shared_ptr<const PixelSource> source = slice.opened;
    if (!source) {
        LASTRA_TRY(opened, openPixels(h));
        source = std::make_shared<const PixelSource>(std::move(opened));
    }
    LASTRA_TRY(frame, source->frame(slice.frame));
    if (frame.rows != size[1] || frame.columns != size[0])
        return core::fail("dicom.decodeFailed", {fileName(h)}, QStringLiteral("size changed"));
    if (!m_modalityValues && !m_modalityLut) {
        LASTRA_CHECK(storeGrey(frame, volume.type(), target, fileName(h)));
        volume.markReady(k);
        return {};
    }
    std::vector<float> stored(count);
    if (own == VoxelType::Float32) {
        LASTRA_CHECK(storeGrey(frame, own, stored.data(), fileName(h)));
    } else {
        std::vector<uint16_t> words(count);
        LASTRA_CHECK(storeGrey(frame, own, words.data(), fileName(h)));
        for (size_t i = 0; i < count; ++i)
            stored[i] = own == VoxelType::Int16 ? float(int16_t(words[i])) : float(words[i]);
    }
    if (m_modalityLut) {
        auto *to = reinterpret_cast<uint16_t *>(target);
        const auto &entries = m_modalityLut->entries;
        for (size_t i = 0; i < count; ++i) {
            const double at = double(stored[i]) - m_modalityLut->first; // no number: the first
            to[i] = entries[at > 0 ? size_t(std::min(at, double(entries.size() - 1))) : 0];
        }
    } else {
        auto *to = reinterpret_cast<float *>(target);
        const double first = h.padding.value_or(1),
                     last = h.padding ? h.paddingLimit.value_or(first) : 0;
        for (size_t i = 0; i < count; ++i) {
            const double v = double(stored[i]);
            const bool pad = h.padding && v >= std::min(first, last) && v <= std::max(first, last);
            to[i] = pad ? std::numeric_limits<float>::quiet_NaN()
                        : float(v * slice.info.slope + slice.info.intercept);
        }
    }
    volume.markReady(k);
    return {};
}

core::Done Loader::chooseVoi(const SliceSource &slice) {
    const Header &h = *slice.header;
    const bool inverted = h.photometric == u"MONOCHROME1";
    if (slice.opened) {
        m_image.stored = storedVois(&slice.opened->file(), h);
    } else if (h.hasVoiLut) {
        LASTRA_TRY(file, openForReading(h.path));
        m_image.stored = storedVois(&file, h);
    } else {
        m_image.stored = storedVois(nullptr, h);
    }
    if (slice.info.window)
        if (const auto voi = voiOf(*slice.info.window, slice.info.voiFunction, inverted);
            voi && m_image.stored.empty())
            m_image.stored.push_back(*voi);
    // A LINEAR window on fractions would step at whole numbers; float pixels mean LINEAR_EXACT.
    if (h.floatPixels || h.doublePixels)
        for (imaging::Voi &voi : m_image.stored)
            if (voi.function == imaging::VoiFunction::Linear)
                voi.function = imaging::VoiFunction::LinearExact;
    if (!m_image.stored.empty()) {
        m_image.voi = m_image.stored.front();
    } else {
        m_image.voi = imaging::percentileVoi(m_image.volume);
        m_image.voi.inverted = inverted;
    }
    return {};
}

core::Result<Image> Loader::volume(const std::vector<SliceSource> &slices,
                                   const imaging::Geometry &geometry) {
    const Header &first = *slices.front().header;
    VoxelType type = voxelTypeFor(first);
    imaging::Meaning meaning{
        slices.front().info.slope, slices.front().info.intercept, slices.front().info.unit, {}};
    for (const SliceSource &s : slices)
        if (s.info.slope != meaning.slope || s.info.intercept != meaning.intercept ||
            voxelTypeFor(*s.header) != type || s.header->padding != first.padding)
            m_modalityValues = true;
    if (first.hasModalityLut) {
        std::shared_ptr<const PixelSource> source = slices.front().opened;
        if (!source) {
            LASTRA_TRY(opened, openPixels(first));
            source = std::make_shared<const PixelSource>(std::move(opened));
        }
        LASTRA_TRY(lut, modalityLut(source->file(), first));
        m_modalityLut = std::move(lut);
        m_modalityValues = false;
        meaning = {1, 0, modalityLutUnit(source->file()), {}};
        type = VoxelType::UInt16;
    } else if (m_modalityValues) {
        meaning.slope = 1;
        meaning.intercept = 0;
        type = VoxelType::Float32;
    } else if (first.padding) {
        const double limit = first.paddingLimit.value_or(*first.padding);
        meaning.padding =
            imaging::Padding{std::min(*first.padding, limit), std::max(*first.padding, limit)};
    }
    LASTRA_TRY(volume, imaging::Volume::create(geometry, type, meaning));
    m_image.volume = std::move(volume);

    const int count = int(slices.size());
    m_work.begin(core::Unit::Images, count, QStringLiteral("reading images"));
    const std::vector<int> ks = order(count);
    // The first good slice decides the window and is shown at once.
    size_t next = 0;
    for (; next < ks.size() && m_image.volume.readyCount() == 0; ++next) {
        LASTRA_CHECK(m_work.check());
        const int k = ks[next];
        auto done = tryFill(slices[size_t(k)], k);
        m_work.advance();
        if (!done) {
            m_image.damaged.push_back(std::move(done.error()));
            continue;
        }
        LASTRA_CHECK(chooseVoi(slices[size_t(k)]));
        if (m_options.onFirst)
            m_options.onFirst(m_image);
        if (m_options.onSlice)
            m_options.onSlice(k);
    }
    if (m_image.volume.readyCount() == 0)
        return tl::make_unexpected(std::move(m_image.damaged.front()));
    std::mutex mutex;
    imaging::parallelFor(count - int(next), 2, [&](int from, int to) {
        for (int n = from; n < to && !m_work.cancelled(); ++n) {
            const int k = ks[next + size_t(n)];
            auto done = tryFill(slices[size_t(k)], k);
            m_work.advance();
            if (!done) {
                const std::lock_guard lock(mutex);
                m_image.damaged.push_back(std::move(done.error()));
            } else if (m_options.onSlice) {
                m_options.onSlice(k);
            }
        }
    });
    LASTRA_CHECK(m_work.check());
    return std::move(m_image);
}

core::Result<Image> Loader::pictures(const std::vector<SliceSource> &slices) {
    const int count = int(slices.size());
    qint64 bytes = 0;
    for (const SliceSource &s : slices)
        bytes += qint64(s.header->rows) * s.header->columns * 3;
    if (bytes > 4 * kMaxFrameBytes)
        return core::fail("imaging.volumeTooLarge", {QString::number(bytes >> 20)});
    m_image.pictures.resize(size_t(count));
    m_work.begin(core::Unit::Images, count, QStringLiteral("reading images"));
    std::mutex mutex;
    imaging::parallelFor(count, 1, [&](int from, int to) {
        for (int n = from; n < to && !m_work.cancelled(); ++n) {
            const SliceSource &s = slices[size_t(n)];
            const auto one = [&]() -> core::Result<imaging::RgbImage> {
                std::shared_ptr<const PixelSource> source = s.opened;
                if (!source) {
                    LASTRA_TRY(opened, openPixels(*s.header));
                    source = std::make_shared<const PixelSource>(std::move(opened));
                }
                LASTRA_TRY(frame, source->frame(s.frame));
                return toRgb(frame, *source);
            };
            auto picture = withinMemory(fileName(*s.header), one);
            m_work.advance();
            if (picture) {
                m_image.pictures[size_t(n)] = std::move(*picture);
                if (m_options.onSlice)
                    m_options.onSlice(n);
            } else {
                const std::lock_guard lock(mutex);
                m_image.damaged.push_back(std::move(picture.error()));
            }
        }
    });
    LASTRA_CHECK(m_work.check());
    if (m_image.damaged.size() == slices.size())
        return tl::make_unexpected(std::move(m_image.damaged.front()));
    return std::move(m_image);
}

// Of a multi-frame file, whose frames may state it instead of the file.
PixelSpacing spacingOfFrames(const Header &h, const FrameInfo &first) {
    if (!h.hasFunctionalGroups || !first.pixelSpacing)
        return pixelSpacingOf(h);
    Header stated = h;
    stated.pixelSpacing = first.pixelSpacing;
    if (first.orientation)
        stated.orientation = first.orientation;
    return pixelSpacingOf(stated);
}

// Frames of one file in the order of their places in the patient, with the grid they make. False
// when their places make none.
bool arrangeFrames(std::vector<SliceSource> &slices, const Header &h, PixelSpacing spacing,
                   imaging::Geometry &geometry, std::vector<GeometryProblem> &problems) {
    const FrameInfo &first = slices.front().info;
    const std::array<double, 2> pixel{spacing.row, spacing.column};
    geometry.size = {h.columns, h.rows, int(slices.size())};
    geometry.spacing = {pixel[1], pixel[0], first.thickness.value_or(1)};
    if (!(geometry.spacing.z > 0))
        geometry.spacing.z = 1;
    if (first.orientation) {
        geometry.direction = {(*first.orientation)[0], (*first.orientation)[1],
                              cross((*first.orientation)[0], (*first.orientation)[1])};
        if (first.position)
            geometry.origin = *first.position;
    }
    const bool placed = std::all_of(slices.begin(), slices.end(), [&](const SliceSource &s) {
        return s.info.position && s.info.orientation && first.orientation &&
               dot((*s.info.orientation)[0], (*first.orientation)[0]) > 0.999 &&
               dot((*s.info.orientation)[1], (*first.orientation)[1]) > 0.999;
    });
    if (!placed)
        return false;
    const Vec3 normal = geometry.direction[2];
    const auto place = [&](const SliceSource &s) { return dot(*s.info.position, normal); };
    std::stable_sort(slices.begin(), slices.end(), [&](const SliceSource &a, const SliceSource &b) {
        return place(a) < place(b) - 1e-4;
    });
    std::vector<Vec3> positions;
    for (const SliceSource &s : slices)
        positions.push_back(*s.info.position);
    // Several frames at one place (time points, segments) make no grid: they stay a stack.
    if (positions.size() > 1 && std::abs(place(slices.back()) - place(slices.front())) < 1e-3)
        return false;
    StackGeometry stack =
        stackGeometry(positions, *first.orientation, pixel, geometry.spacing.z, h.rows, h.columns);
    geometry = stack.geometry;
    problems = std::move(stack.problems);
    return std::none_of(problems.begin(), problems.end(), [](const GeometryProblem &p) {
        return p.kind == GeometryProblem::Kind::DuplicatePosition;
    });
}

// A stack of pictures that have no place: spacing of the pixels, one millimetre between pictures.
imaging::Geometry flatGeometry(const Header &h, int count) {
    imaging::Geometry g;
    const PixelSpacing spacing = pixelSpacingOf(h);
    g.size = {h.columns, h.rows, count};
    g.spacing = {spacing.column, spacing.row, 1};
    return g;
}

core::Result<Image> load(const std::vector<Header> &files, const imaging::Geometry &known,
                         std::vector<GeometryProblem> problems, int onlyFrame, core::Work &work,
                         const ReadOptions &options) {
    std::vector<SliceSource> slices;
    imaging::Geometry geometry = known;
    std::vector<core::Error> fewer; // frames than the file says
    Header fresh; // of the one multi-frame file, kept as long as the slices that point to it
    const bool single = files.size() == 1;
    PixelSpacing spacing = pixelSpacingOf(files.front());
    bool placed = false;
    if (single && !(isPlain(files.front()) && onlyFrame <= 0)) {
        LASTRA_TRY(opened, openPixels(files.front()));
        auto source = std::make_shared<const PixelSource>(std::move(opened));
        fresh = source->header();
        // What the pixels hold, not what the header claims.
        const int held = source->frameCount();
        const auto missing = [&](int n) {
            return core::fail("dicom.frameMissing", {fileName(fresh), QString::number(n + 1)});
        };
        if (onlyFrame >= held)
            return missing(onlyFrame);
        const int from = std::max(0, onlyFrame), count = onlyFrame < 0 ? held : 1;
        if (count > kMaxFrames)
            return core::fail("dicom.tooLarge", {fileName(fresh)});
        std::vector<FrameInfo> infos = frameInfos(source->file(), fresh, from, count);
        for (int n = 0; n < count; ++n)
            slices.push_back({&fresh, source, from + n, std::move(infos[size_t(n)])});
        if (onlyFrame < 0 && held < fresh.frames)
            fewer.push_back(missing(held).value());
        problems.clear();
        spacing = spacingOfFrames(fresh, slices.front().info);
        placed = arrangeFrames(slices, fresh, spacing, geometry, problems);
    } else {
        for (const Header &h : files)
            slices.push_back({&h, nullptr, 0, singleFrameInfo(h)});
        placed = geometry.size[2] == int(files.size());
        if (!placed)
            geometry = flatGeometry(files.front(), int(files.size()));
    }
    const bool colour = slices.front().header->isColour();
    Loader loader(work, options, spacing,
                  placed && !colour && spacing.source != SpacingSource::Pixels);
    auto image = colour ? loader.pictures(slices) : loader.volume(slices, geometry);
    if (image) {
        image->problems = std::move(problems);
        image->damaged.insert(image->damaged.end(), fewer.begin(), fewer.end());
    }
    return image;
}

} // namespace

core::Result<Image> readSeries(const Series &series, core::Work &work, const ReadOptions &options) {
    return withinMemory(fileName(series.first()), [&] {
        return load(series.files, series.geometry, series.problems, -1, work, options);
    });
}

core::Result<Image> decodeFrame(const Header &header, int frame) {
    return withinMemory(fileName(header), [&] {
        core::Work work;
        std::vector<Patient> tree = groupSeries({header});
        imaging::Geometry geometry;
        if (!tree.empty() && header.frames == 1)
            geometry = tree.front().studies.front().series.front().geometry;
        return load({header}, geometry, {}, frame, work, {});
    });
}

core::Result<Image> decodeFrame(const QString &path, int frame) {
    LASTRA_TRY(header, readHeader(path));
    return decodeFrame(header, frame);
}

} // namespace lastra::dicom
