#pragma once
// Raw frames of a parsed file: plain or decoded, always interleaved little-endian samples.

#include "lastra/dicom/DataSet.h"
#include "lastra/dicom/Header.h"
#include "lastra/imaging/Picture.h"
#include "lastra/imaging/Volume.h"

#include <memory>

namespace lastra::dicom {

struct RawFrame {
    int rows = 0, columns = 0, samples = 1;
    int bitsAllocated = 16, bitsStored = 16, highBit = 15; // 1, 8, 16, 32; 32 and 64 for floats
    bool isSigned = false, isFloat = false;
    bool planar = false; // colour by plane
    QString photometric; // of these samples
    QByteArray bytes;
    int firstBit = 0; // bitsAllocated 1: where the frame starts
};

// What may not be allocated for one frame.
inline constexpr qint64 kMaxFrameBytes = 1LL << 30;

class PixelSource {
public:
    PixelSource(PixelSource &&) = default; // the element pointer survives a move, not a copy
    PixelSource &operator=(PixelSource &&) = default;
    // Checks that the description is one that can be shown; "dicom.noPixels",
    // "dicom.unsupported...".
    [[nodiscard]] static core::Result<PixelSource> open(DataSetFile file, Header header);
    [[nodiscard]] const Header &header() const { return m_header; }
    [[nodiscard]] const DataSetFile &file() const { return m_file; }
    // Frames that the pixel data can hold, of those the header claims; at least one.
    [[nodiscard]] int frameCount() const;
    // Thread-safe.
    [[nodiscard]] core::Result<RawFrame> frame(int n) const;

private:
    PixelSource() = default;
    struct Fragment {
        qint64 offset = 0, length = 0; // in the pixel data element
    };
    [[nodiscard]] core::Result<QByteArray> part(qint64 offset, qint64 length) const;
    core::Done indexFragments();
    core::Result<std::vector<Fragment>> fragmentsOf(int frame) const;

    DataSetFile m_file;
    Header m_header;
    const DataElement *m_pixels = nullptr;
    std::vector<Fragment> m_fragments;
    std::vector<size_t> m_frameStarts; // index of the first fragment of each frame
};

// Decodes one frame from its fragments, joined in `bytes`; boundaries matter to RLE and JPEG only
// as their sum. "dicom.unsupportedSyntax", "dicom.decodeFailed".
[[nodiscard]] core::Result<RawFrame> decodeCompressed(const Header &header, const QByteArray &bytes,
                                                      const QString &name);
// Whether decodeCompressed knows the syntax.
[[nodiscard]] bool canDecode(QStringView transferSyntax);
// A frame of the header's description with its bytes not yet set.
[[nodiscard]] RawFrame emptyFrame(const Header &header);
[[nodiscard]] core::Result<RawFrame> decodeRle(const Header &header, const QByteArray &bytes,
                                               const QString &name);
[[nodiscard]] core::Result<RawFrame>
decodeDeflatedFrame(const Header &header, const QByteArray &bytes, const QString &name);
[[nodiscard]] core::Result<RawFrame> decodeJpegLs(const Header &header, const QByteArray &bytes,
                                                  const QString &name);
// JPEG 2000 and HTJ2K by OpenJPEG.
[[nodiscard]] core::Result<RawFrame> decodeJpeg2000(const Header &header, const QByteArray &bytes,
                                                    const QString &name);

// Samples of a pixel side by side; grey frames and those by pixel already as they are.
[[nodiscard]] QByteArray byPixel(RawFrame frame);

// Colour of any kind as eight-bit RGB.
[[nodiscard]] core::Result<imaging::RgbImage> toRgb(const RawFrame &frame,
                                                    const PixelSource &source);

// Voxel type that holds the stored values of grey frames like these.
[[nodiscard]] imaging::VoxelType voxelTypeFor(const Header &header);
// Stored values, sign extended and freed of bits that are not theirs. out: rows * columns voxels.
[[nodiscard]] core::Done storeGrey(const RawFrame &frame, imaging::VoxelType type, void *out,
                                   const QString &name);

[[nodiscard]] QString fileName(const Header &header);

} // namespace lastra::dicom
