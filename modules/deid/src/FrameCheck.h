#pragma once
// The verifier's own look into coded frames: what of a stream a decoder uses, as a digest, and
// whether there is anything else. It shares no code with FrameStrip.

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace lastra::deid {

struct FrameContent {
    bool known = false; // parsed to its end
    bool bare = false;  // holds nothing beside the picture
    QByteArray digest;  // of what a decoder uses
};

// `planeBytes`: bytes of one sample plane of eight bits; `frameBytes`: of the whole frame decoded.
[[nodiscard]] FrameContent frameContent(const QByteArray &transferSyntax, QByteArrayView stream,
                                        qint64 planeBytes, qint64 frameBytes);

// Fragments of encapsulated pixel data put together to frames; empty when that cannot be done.
struct FrameList {
    std::vector<QByteArray> joined; // frames of more than one fragment, which `streams` look into
    std::vector<QByteArrayView> streams;
    bool tableRight = true; // the basic offset table is empty or says where frames begin
};
[[nodiscard]] FrameList framesOf(QByteArrayView encapsulated, qint64 frames,
                                 QByteArrayView offsets);

} // namespace lastra::deid
