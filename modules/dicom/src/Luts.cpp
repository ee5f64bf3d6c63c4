#include "Luts.h"

#include <QtEndian>

#include <cmath>

namespace lastra::dicom {

std::optional<LutShape> lutShape(const DataSet &item, Tag descriptor, bool isSigned) {
    const auto count = item.number(descriptor, 0), first = item.number(descriptor, 1),
               bits = item.number(descriptor, 2);
    // Whole numbers of a range, whatever VR the file gives them.
    const auto between = [](std::optional<double> v, double low, double high) {
        return v && *v >= low && *v <= high && *v == std::floor(*v);
    };
    if (!between(count, 0, 65535) || !between(first, -32768, 65535) || !between(bits, 1, 16))
        return std::nullopt;
    LutShape shape{int(*count), int(*first), int(*bits)};
    if (shape.entries == 0)
        shape.entries = 65536;
    if (isSigned && shape.first > 32767)
        shape.first -= 65536;
    return shape;
}

namespace {

// LUT Descriptor and LUT Data of one item.
std::optional<imaging::VoiLut> lutOf(const DataSetFile &file, const DataSet &item, bool isSigned) {
    const auto shape = lutShape(item, Tag(0x00283002), isSigned);
    const DataElement *data = item.find(Tag(0x00283006));
    if (!shape || !data)
        return std::nullopt;
    imaging::VoiLut lut;
    lut.first = shape->first;
    lut.bits = shape->bits;
    const int entries = shape->entries;
    auto bytes = file.load(*data, 1 << 20);
    if (!bytes || (bytes->size() < qsizetype(entries) * 2 && bytes->size() < entries))
        return std::nullopt;
    const bool words = bytes->size() >= qsizetype(entries) * 2;
    lut.entries.resize(size_t(entries));
    for (int n = 0; n < entries; ++n)
        lut.entries[size_t(n)] = words ? qFromLittleEndian<quint16>(bytes->constData() + 2 * n)
                                       : uint16_t(uchar((*bytes)[n]));
    return lut;
}

} // namespace

core::Result<std::shared_ptr<const imaging::VoiLut>> modalityLut(const DataSetFile &file,
                                                                 const Header &header) {
    if (!header.hasModalityLut)
        return nullptr;
    const auto &items = file.data.items(Tag(0x00283000));
    auto lut = items.empty() ? std::nullopt : lutOf(file, items.front(), header.isSigned);
    if (!lut)
        return core::fail("dicom.unsupportedPixels",
                          {fileName(header), QStringLiteral("Modality LUT Sequence")});
    return std::make_shared<const imaging::VoiLut>(std::move(*lut));
}

QString modalityLutUnit(const DataSetFile &file) {
    const auto &items = file.data.items(Tag(0x00283000));
    const QString type = items.empty() ? QString() : items.front().text(Tag(0x00283004));
    return type == u"US" ? QString() : type;
}

std::optional<imaging::Voi> voiOf(const imaging::Window &window, QStringView function,
                                  bool inverted) {
    imaging::Voi voi;
    voi.window = window;
    voi.inverted = inverted;
    voi.function = function == u"SIGMOID"        ? imaging::VoiFunction::Sigmoid
                   : function == u"LINEAR_EXACT" ? imaging::VoiFunction::LinearExact
                                                 : imaging::VoiFunction::Linear;
    const bool linear = voi.function == imaging::VoiFunction::Linear;
    if (linear ? window.width < 1 : !(window.width > 0))
        return std::nullopt;
    return voi;
}

std::vector<imaging::Voi> storedVois(const DataSetFile *file, const Header &h) {
    std::vector<imaging::Voi> out;
    const bool inverted = h.photometric == u"MONOCHROME1";
    if (file && h.hasVoiLut) {
        for (const DataSet &item : file->data.items(Tag(0x00283010))) {
            auto lut = lutOf(*file, item, h.isSigned || h.intercept.value_or(0) < 0);
            if (!lut)
                continue;
            imaging::Voi voi;
            voi.inverted = inverted;
            // The range it spans, for those who leave the table by dragging.
            voi.window = {lut->first + double(lut->entries.size()) / 2,
                          double(lut->entries.size())};
            voi.lut = std::make_shared<const imaging::VoiLut>(std::move(*lut));
            out.push_back(std::move(voi));
        }
    }
    for (size_t n = 0; n < std::min(h.windowCenter.size(), h.windowWidth.size()); ++n)
        if (const auto voi = voiOf({h.windowCenter[n], h.windowWidth[n]}, h.voiFunction, inverted))
            out.push_back(*voi);
    return out;
}

} // namespace lastra::dicom
