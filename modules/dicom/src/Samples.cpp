#include "lastra/dicom/Samples.h"

#include "HeaderReader.h"
#include "Memory.h"
#include "Pixels.h"

#include <cstring>

namespace lastra::dicom {

QByteArray byPixel(RawFrame frame) {
    if (!frame.planar || frame.samples == 1)
        return std::move(frame.bytes);
    const qsizetype word = frame.bitsAllocated / 8;
    const qsizetype count = qsizetype(frame.rows) * frame.columns;
    if (word < 1 || frame.bytes.size() < count * frame.samples * word)
        return std::move(frame.bytes);
    QByteArray out(count * frame.samples * word, Qt::Uninitialized);
    char *to = out.data();
    for (qsizetype pixel = 0; pixel < count; ++pixel)
        for (int sample = 0; sample < frame.samples; ++sample, to += word)
            std::memcpy(to, frame.bytes.constData() + (sample * count + pixel) * word,
                        size_t(word));
    return out;
}

core::Result<Samples> Samples::open(const QString &path) {
    return withinMemory(QFileInfo(path).fileName(), [&]() -> core::Result<Samples> {
        LASTRA_TRY(file, openForReading(path));
        Header header = headerOf(file, path);
        LASTRA_TRY(source, PixelSource::open(std::move(file), std::move(header)));
        Samples out;
        out.m_source = std::make_shared<const PixelSource>(std::move(source));
        return out;
    });
}

const Header &Samples::header() const {
    return m_source->header();
}

core::Result<QByteArray> Samples::frame(int n) const {
    return withinMemory(fileName(header()), [&]() -> core::Result<QByteArray> {
        LASTRA_TRY(raw, m_source->frame(n));
        return byPixel(std::move(raw));
    });
}

} // namespace lastra::dicom
