#pragma once
// Coded frames without what no decoder needs: comments, application data, bytes after the end.

#include <QByteArray>

#include <optional>

namespace lastra::deid {

struct FrameShape {
    qint64 pixels = 0; // of one frame
    int samples = 1, bitsAllocated = 8;
};

enum class FrameCoding { Jpeg, Jpeg2000, Rle, Deflate };
// Nothing for a coding whose insides this program cannot judge (video, JPEG XL).
[[nodiscard]] std::optional<FrameCoding> frameCoding(const QByteArray &transferSyntax);

// The same frame, not padded; nothing when it is not what its coding says.
[[nodiscard]] std::optional<QByteArray> strippedFrame(FrameCoding coding, QByteArrayView stream,
                                                      const FrameShape &shape);

} // namespace lastra::deid
