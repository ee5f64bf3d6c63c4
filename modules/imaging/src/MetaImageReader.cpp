// Reading MetaImage by hand: a few lines of text and one block of numbers. The library's parser
// believes its file too readily for what may come from anywhere.
#include "lastra/imaging/MetaImage.h"

#include <QFileInfo>

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace lastra::imaging {

namespace {

constexpr int kMaxSide = 1 << 20;
constexpr qint64 kMaxHeader = 64 << 10;

enum class Number { None, I8, U8, I16, U16, I32, U32, F32, F64 };

struct MetaHeader {
    Geometry geometry;
    Number number = Number::None;
    bool bigEndian = false, compressed = false;
    qint64 data = 0; // where the numbers start
};

int bytesOf(Number number) {
    switch (number) {
    case Number::I8:
    case Number::U8:
        return 1;
    case Number::I16:
    case Number::U16:
        return 2;
    case Number::F64:
        return 8;
    default:
        return 4;
    }
}

Number numberOf(const QByteArray &word) {
    static constexpr std::pair<const char *, Number> kNames[] = {
        {"MET_CHAR", Number::I8},    {"MET_UCHAR", Number::U8},  {"MET_SHORT", Number::I16},
        {"MET_USHORT", Number::U16}, {"MET_INT", Number::I32},   {"MET_UINT", Number::U32},
        {"MET_FLOAT", Number::F32},  {"MET_DOUBLE", Number::F64}};
    for (const auto &[name, number] : kNames)
        if (word == name)
            return number;
    return Number::None;
}

using Fields = QHash<QByteArray, QByteArray>;

// "Key = value" lines up to ElementDataFile, which is the last; where the data starts, or -1.
qint64 readFields(const QByteArray &text, Fields &fields) {
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype end = text.indexOf('\n', at);
        if (end < 0)
            return -1;
        const QByteArray line = text.mid(at, end - at);
        at = end + 1;
        const qsizetype sign = line.indexOf('=');
        const QByteArray key = line.left(sign).trimmed();
        if (sign < 0 || key.isEmpty() || fields.contains(key))
            return -1;
        fields.insert(key, line.mid(sign + 1).trimmed());
        if (key == "ElementDataFile")
            return at;
    }
    return -1;
}

// Exactly `count` finite numbers.
std::optional<std::vector<double>> numbers(const QByteArray &text, int count) {
    std::vector<double> out;
    for (const QByteArray &word : text.simplified().split(' ')) {
        bool ok = false;
        out.push_back(word.toDouble(&ok));
        if (!ok || !std::isfinite(out.back()) || int(out.size()) > count)
            return std::nullopt;
    }
    return int(out.size()) == count ? std::optional(std::move(out)) : std::nullopt;
}

core::Result<MetaHeader> parse(const QByteArray &text, const QString &name) {
    const auto unsupported = [&] { return core::fail("imaging.fileUnsupported", {name}); };
    MetaHeader h;
    Fields f;
    h.data = readFields(text, f);
    const auto is = [&](const char *key, const char *word) {
        return f.value(key).compare(word, Qt::CaseInsensitive) == 0;
    };
    const auto first = [&](std::initializer_list<const char *> keys) {
        for (const char *key : keys)
            if (f.contains(key))
                return f.value(key);
        return QByteArray();
    };
    const int dimensions = f.value("NDims").toInt();
    h.number = numberOf(f.value("ElementType"));
    if (h.data < 0 || !is("ElementDataFile", "LOCAL") || (dimensions != 2 && dimensions != 3) ||
        h.number == Number::None || f.value("ElementNumberOfChannels", "1") != "1" ||
        f.value("HeaderSize", "0") != "0" || !is("BinaryData", "True"))
        return unsupported();
    h.compressed = is("CompressedData", "True");
    h.bigEndian = is("BinaryDataByteOrderMSB", "True") || is("ElementByteOrderMSB", "True");

    Geometry &g = h.geometry;
    const auto size = numbers(f.value("DimSize"), dimensions);
    if (!size || std::any_of(size->begin(), size->end(),
                             [](double n) { return n < 1 || n != std::floor(n); }))
        return unsupported();
    double bytes = bytesOf(h.number);
    for (const double n : *size)
        bytes *= n;
    if (std::any_of(size->begin(), size->end(), [](double n) { return n > kMaxSide; }))
        return core::fail("imaging.volumeTooLarge",
                          {QString::number(std::min(bytes / (1 << 20), 1e12), 'f', 0)});
    g.size = {1, 1, 1};
    const QByteArray spacing = f.value("ElementSpacing"),
                     origin = first({"Offset", "Position", "Origin"}),
                     matrix = first({"TransformMatrix", "Orientation", "Rotation"});
    const auto steps = numbers(spacing, dimensions), places = numbers(origin, dimensions),
               axes = numbers(matrix, dimensions * dimensions);
    if ((!spacing.isEmpty() && !steps) || (!origin.isEmpty() && !places) ||
        (!matrix.isEmpty() && !axes))
        return unsupported();
    for (int a = 0; a < dimensions; ++a) {
        g.size[size_t(a)] = int((*size)[size_t(a)]);
        if (steps)
            g.spacing[a] = (*steps)[size_t(a)];
        if (places)
            g.origin[a] = (*places)[size_t(a)];
        // One axis after the other.
        for (int r = 0; axes && r < dimensions; ++r)
            g.direction[size_t(a)][r] = (*axes)[size_t(a * dimensions + r)];
    }
    return h;
}

// Exactly as many bytes as `out` has; the rest of the file does not matter.
bool inflateInto(const QByteArray &packed, std::vector<char> &out) {
    z_stream stream{};
    if (inflateInit2(&stream, MAX_WBITS + 32) != Z_OK) // zlib or gzip, by its head
        return false;
    size_t in = 0, done = 0;
    int state = Z_OK;
    while (state == Z_OK && done < out.size()) {
        // The library counts in 32 bits.
        const size_t most = size_t(1) << 30;
        const uInt give = uInt(std::min(most, size_t(packed.size()) - in)),
                   room = uInt(std::min(most, out.size() - done));
        stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.constData() + in));
        stream.avail_in = give;
        stream.next_out = reinterpret_cast<Bytef *>(out.data() + done);
        stream.avail_out = room;
        state = inflate(&stream, Z_NO_FLUSH);
        in += give - stream.avail_in;
        done += room - stream.avail_out;
    }
    inflateEnd(&stream);
    return done == out.size();
}

template <class From, class To>
void convert(const std::vector<char> &raw, std::span<To> out) {
    const auto *in = reinterpret_cast<const From *>(raw.data());
    std::transform(in, in + out.size(), out.begin(), [](From v) { return static_cast<To>(v); });
}

void store(Number number, const std::vector<char> &raw, Volume &volume) {
    switch (number) {
    case Number::I8:
        return convert<int8_t>(raw, volume.mutableVoxels<int16_t>());
    case Number::I16:
        return convert<int16_t>(raw, volume.mutableVoxels<int16_t>());
    case Number::U8:
        return convert<uint8_t>(raw, volume.mutableVoxels<uint16_t>());
    case Number::U16:
        return convert<uint16_t>(raw, volume.mutableVoxels<uint16_t>());
    case Number::I32:
        return convert<int32_t>(raw, volume.mutableVoxels<float>());
    case Number::U32:
        return convert<uint32_t>(raw, volume.mutableVoxels<float>());
    case Number::F32:
        return convert<float>(raw, volume.mutableVoxels<float>());
    case Number::F64:
        return convert<double>(raw, volume.mutableVoxels<float>());
    case Number::None:
        break;
    }
}

core::Result<Volume> read(QFile &file, const QString &name) {
    const auto damaged = [&] { return core::fail("imaging.fileUnreadable", {name}); };
    LASTRA_TRY(h, parse(file.read(kMaxHeader), name));
    const bool isSigned = h.number == Number::I8 || h.number == Number::I16;
    const bool isUnsigned = h.number == Number::U8 || h.number == Number::U16;
    LASTRA_TRY(volume, Volume::create(h.geometry, isSigned     ? VoxelType::Int16
                                                  : isUnsigned ? VoxelType::UInt16
                                                               : VoxelType::Float32));
    const int word = bytesOf(h.number);
    const qint64 bytes = h.geometry.voxelCount() * word, there = file.size() - h.data;
    // A header may claim more than the file holds; zlib packs a thousand bytes into one at best.
    if (bytes > (h.compressed ? there * 1040 : there) || !file.seek(h.data))
        return damaged();
    std::vector<char> raw(static_cast<size_t>(bytes));
    if (h.compressed ? !inflateInto(file.readAll(), raw) : file.read(raw.data(), bytes) != bytes)
        return damaged();
    for (qint64 at = 0; h.bigEndian && word > 1 && at < bytes; at += word)
        std::reverse(raw.begin() + at, raw.begin() + at + word);
    store(h.number, raw, volume);
    volume.markAllReady();
    return volume;
}

} // namespace

core::Result<Volume> readMetaImage(const QString &path) {
    const QString name = QFileInfo(path).fileName();
    QFile file(path);
    // A pipe would be waited for.
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return core::fail("imaging.fileUnreadable", {name});
    try {
        return read(file, name);
    } catch (const std::bad_alloc &) {
        return core::fail("imaging.volumeTooLarge", {QString::number(file.size() >> 20)});
    }
}

} // namespace lastra::imaging
