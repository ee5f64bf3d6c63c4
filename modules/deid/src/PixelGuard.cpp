#include "PixelGuard.h"

#include "lastra/dicom/Samples.h"

#include <algorithm>

namespace lastra::deid {
namespace {

using dicom::Tag;
namespace VR = dicom::VR;

bool digit(char c) {
    return c >= '0' && c <= '9';
}

// Runs of at least five digits cover every fifth byte: most bytes are never looked at.
bool spelledNarrow(const char *begin, const char *end, const NumberSet &numbers) {
    constexpr auto kStep = NumberSet::kShortest;
    for (const char *at = begin + (kStep - 1); at < end; at += kStep) {
        if (!digit(*at))
            continue;
        const char *first = at;
        while (first > begin && digit(first[-1]))
            --first;
        while (at < end && digit(*at))
            ++at;
        if (at - first >= kStep && numbers.isIn(QByteArrayView(first, at - first)))
            return true;
        --at;
    }
    return false;
}

// In two bytes five digits and the zeros between them are nine bytes: one of every eight pairs of
// neighbours is a digit and a zero.
bool spelledWide(const char *begin, const char *end, const NumberSet &numbers) {
    constexpr qsizetype kStep = 2 * NumberSet::kShortest - 2;
    QByteArray run;
    if (end - begin <= kStep)
        return false;
    for (const char *at = begin + (kStep - 1); at + 1 < end; at += kStep) {
        const char *first = digit(at[0]) && at[1] == 0   ? at
                            : at[0] == 0 && digit(at[1]) ? at + 1
                                                         : nullptr;
        if (!first)
            continue;
        const char *last = first;
        while (first - begin >= 2 && first[-1] == 0 && digit(first[-2]))
            first -= 2;
        while (end - last > 2 && last[1] == 0 && digit(last[2]))
            last += 2;
        if (last - first >= kStep) {
            run.clear();
            for (const char *p = first; p <= last; p += 2)
                run.append(*p);
            if (numbers.isIn(run))
                return true;
        }
        at = std::max(at, last);
    }
    return false;
}

// A value of any length, by parts that overlap by the longest number in two bytes.
core::Result<bool> spells(const dicom::DataSetFile &file, const dicom::DataElement &element,
                          const NumberSet &numbers) {
    constexpr qint64 kPart = 256 << 10, kOverlap = 128;
    if (!element.onFile())
        return spellsNumber(element.bytes, numbers);
    for (qint64 at = 0;; at += kPart - kOverlap) {
        dicom::DataElement part;
        part.range = {element.range.offset + at, std::min(kPart, element.range.length - at),
                      element.range.swap};
        LASTRA_TRY(bytes, file.load(part, kPart));
        if (spellsNumber(bytes, numbers))
            return true;
        if (at + kPart >= element.range.length)
            return false;
    }
}

core::Result<bool> spells(const dicom::DataSetFile &file, const dicom::DataSet &set,
                          const dicom::DataElement *but, const NumberSet &numbers) {
    for (const dicom::DataElement &element : set.elements()) {
        for (const dicom::DataSet &item : element.items) {
            LASTRA_TRY(inside, spells(file, item, but, numbers));
            if (inside)
                return true;
        }
        if (&element == but || element.isSequence() || dicom::isText(element.vr))
            continue;
        LASTRA_TRY(held, spells(file, element, numbers));
        if (held)
            return true;
    }
    return false;
}
} // namespace

bool spellsNumber(QByteArrayView bytes, const NumberSet &numbers) {
    if (numbers.isEmpty() || bytes.size() < NumberSet::kShortest)
        return false;
    const char *end = bytes.data() + bytes.size();
    return spelledNarrow(bytes.data(), end, numbers) || spelledWide(bytes.data(), end, numbers);
}

core::Result<PixelGuard> guardPixels(dicom::DataSetFile &file, const NumberSet &numbers) {
    if (numbers.isEmpty())
        return PixelGuard::Free;
    const dicom::DataElement *pixels = file.data.find(Tag(0x7fe00010));
    LASTRA_TRY(other, spells(file, file.data, pixels, numbers));
    if (other)
        return PixelGuard::OtherData;
    if (!pixels)
        return PixelGuard::Free;
    LASTRA_TRY(held, spells(file, *pixels, numbers));
    if (!held)
        return PixelGuard::Free;
    if (!dicom::codeJpegLs(file))
        return PixelGuard::Pixels;
    pixels = file.data.find(Tag(0x7fe00010)); // set anew
    LASTRA_TRY(still, spells(file, *pixels, numbers));
    return still ? PixelGuard::Pixels : PixelGuard::Coded;
}

} // namespace lastra::deid
