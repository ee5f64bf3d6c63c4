#pragma once
// A zip made while it is sent: members stored as they are, so that its length is known before the
// first byte and it can be sent again from the start. Zip64 where the sizes ask for it.

#include "lastra/net/HttpClient.h"

#include <QFile>

#include <vector>

namespace lastra::xnat {

struct ZipMember {
    QByteArray name; // ASCII
    QString path;
    qint64 size = 0;   // below 4 GiB
    quint32 crc32 = 0; // of the content
};

class ZipBody final : public net::BodySource {
public:
    explicit ZipBody(std::vector<ZipMember> members);

    core::Result<qint64> read(char *data, qint64 capacity) override;
    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] bool rewind() override;

private:
    void nextPiece(); // fills m_piece with what comes before the next member's data, or the end
    [[nodiscard]] QByteArray localHeader(const ZipMember &member) const;
    [[nodiscard]] QByteArray directory() const;

    std::vector<ZipMember> m_members;
    std::vector<qint64> m_offsets;
    qint64 m_directoryOffset = 0, m_size = 0;

    size_t m_next = 0; // member whose header comes next
    bool m_ended = false;
    QByteArray m_piece;
    qint64 m_pieceAt = 0;
    QFile m_file;
    qint64 m_left = 0; // of the open file
};

} // namespace lastra::xnat
