#include "ZipBody.h"

#include <QFileInfo>
#include <QtEndian>

#include <cstring>

namespace lastra::xnat {
namespace {

// APPNOTE.TXT 6.3.3: signatures and fixed sizes.
constexpr quint32 kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50;
constexpr quint32 kEnd64 = 0x06064b50, kLocator64 = 0x07064b50;
constexpr quint16 kNeeds = 10, kNeeds64 = 45;
constexpr quint32 kIn64 = 0xFFFFFFFF;
constexpr quint16 kDate = 0x21; // 1 January 1980: no time of this computer leaves

template <class T>
void put(QByteArray &out, T value) {
    const T little = qToLittleEndian(value);
    out.append(reinterpret_cast<const char *>(&little), sizeof little);
}

} // namespace

ZipBody::ZipBody(std::vector<ZipMember> members) : m_members(std::move(members)) {
    for (const ZipMember &member : m_members) {
        m_offsets.push_back(m_directoryOffset);
        m_directoryOffset += 30 + member.name.size() + member.size;
    }
    m_size = m_directoryOffset + directory().size();
}

QByteArray ZipBody::localHeader(const ZipMember &member) const {
    QByteArray out;
    put(out, kLocal);
    put(out, kNeeds);
    put<quint16>(out, 0); // flags
    put<quint16>(out, 0); // stored
    put<quint16>(out, 0); // time
    put(out, kDate);
    put(out, member.crc32);
    put(out, quint32(member.size));
    put(out, quint32(member.size));
    put(out, quint16(member.name.size()));
    put<quint16>(out, 0);
    return out + member.name;
}

QByteArray ZipBody::directory() const {
    QByteArray out;
    for (size_t i = 0; i < m_members.size(); ++i) {
        const ZipMember &member = m_members[i];
        const bool far = m_offsets[i] >= qint64(kIn64);
        put(out, kCentral);
        put(out, far ? kNeeds64 : kNeeds);
        put(out, far ? kNeeds64 : kNeeds);
        put<quint16>(out, 0);
        put<quint16>(out, 0);
        put<quint16>(out, 0);
        put(out, kDate);
        put(out, member.crc32);
        put(out, quint32(member.size));
        put(out, quint32(member.size));
        put(out, quint16(member.name.size()));
        put<quint16>(out, far ? 12 : 0);
        put<quint16>(out, 0); // comment
        put<quint16>(out, 0); // disk
        put<quint16>(out, 0);
        put<quint32>(out, 0);
        put(out, far ? kIn64 : quint32(m_offsets[i]));
        out += member.name;
        if (far) {
            put<quint16>(out, 1);
            put<quint16>(out, 8);
            put(out, quint64(m_offsets[i]));
        }
    }
    const quint64 count = m_members.size(), length = quint64(out.size());
    const bool many = count >= 0xFFFF || m_directoryOffset >= qint64(kIn64);
    if (many) {
        const quint64 end64 = quint64(m_directoryOffset) + length;
        put(out, kEnd64);
        put<quint64>(out, 44);
        put(out, kNeeds64);
        put(out, kNeeds64);
        put<quint32>(out, 0);
        put<quint32>(out, 0);
        put(out, count);
        put(out, count);
        put(out, length);
        put(out, quint64(m_directoryOffset));
        put(out, kLocator64);
        put<quint32>(out, 0);
        put(out, end64);
        put<quint32>(out, 1);
    }
    put(out, kEnd);
    put<quint16>(out, 0);
    put<quint16>(out, 0);
    put(out, many ? quint16(0xFFFF) : quint16(count));
    put(out, many ? quint16(0xFFFF) : quint16(count));
    put(out, many ? kIn64 : quint32(length));
    put(out, many ? kIn64 : quint32(m_directoryOffset));
    put<quint16>(out, 0);
    return out;
}

bool ZipBody::rewind() {
    m_next = 0;
    m_ended = false;
    m_piece.clear();
    m_pieceAt = 0;
    m_file.close();
    m_left = 0;
    return true;
}

void ZipBody::nextPiece() {
    m_pieceAt = 0;
    if (m_next < m_members.size()) {
        const ZipMember &member = m_members[m_next++];
        m_piece = localHeader(member);
        m_file.close();
        m_file.setFileName(member.path);
        m_left = member.size;
    } else {
        m_piece = m_ended ? QByteArray() : directory();
        m_ended = true;
    }
}

core::Result<qint64> ZipBody::read(char *data, qint64 capacity) {
    qint64 done = 0;
    while (done < capacity) {
        if (m_pieceAt < m_piece.size()) {
            const qint64 part = qMin(capacity - done, qint64(m_piece.size()) - m_pieceAt);
            memcpy(data + done, m_piece.constData() + m_pieceAt, size_t(part));
            m_pieceAt += part;
            done += part;
        } else if (m_left > 0) {
            if (!m_file.isOpen() && !m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
                return core::fail("archive.unreadable", {QFileInfo(m_file).fileName()});
            const qint64 got = m_file.read(data + done, qMin(capacity - done, m_left));
            if (got <= 0) // shorter than it was when it was hashed
                return core::fail("archive.ticketMismatch", {QFileInfo(m_file).fileName()});
            m_left -= got;
            done += got;
        } else if (m_ended) {
            break;
        } else {
            nextPiece();
        }
    }
    return done;
}

} // namespace lastra::xnat
