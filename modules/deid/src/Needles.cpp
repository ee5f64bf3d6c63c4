#include "Needles.h"

#include <algorithm>
#include <cstring>

namespace lastra::deid {
namespace {

constexpr int kWindow = Needles::kShortest;

bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool wordy(char c) {
    return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || uchar(c) >= 0x80;
}

quint32 pairAt(const char *p) {
    return quint32(uchar(p[0])) << 8 | uchar(p[1]);
}
} // namespace

void Needles::add(const QByteArray &bytes, NeedleKind kind) {
    if (bytes.size() < kShortest || m_seen.contains(bytes))
        return;
    m_seen.insert(bytes);
    m_needles.push_back({bytes, kind});
}

void Needles::addUid(const QByteArray &uid) {
    if (uid.size() < 8 || m_uids.contains(uid))
        return;
    m_uids.insert(uid);
    add(uid.left(kShortest), NeedleKind::Uid);
}

void Needles::build() {
    m_shift.assign(65536, kWindow - 1);
    std::vector<std::vector<quint32>> buckets(65536);
    for (quint32 i = 0; i < m_needles.size(); ++i) {
        const char *p = m_needles[i].bytes.constData();
        for (int j = 0; j + 1 < kWindow; ++j) {
            unsigned char &shift = m_shift[pairAt(p + j)];
            shift = std::min<unsigned char>(shift, static_cast<unsigned char>(kWindow - 2 - j));
        }
        buckets[pairAt(p + kWindow - 2)].push_back(i);
    }
    m_bucketStart.assign(65537, 0);
    for (size_t b = 0; b < buckets.size(); ++b) {
        m_bucketStart[b] = quint32(m_bucket.size());
        m_bucket.insert(m_bucket.end(), buckets[b].begin(), buckets[b].end());
    }
    m_bucketStart[65536] = quint32(m_bucket.size());
}

void Needles::scan(QByteArrayView data,
                   const std::function<void(qint64, NeedleKind)> &found) const {
    if (m_needles.empty() || data.size() < kWindow)
        return;
    const char *begin = data.data();
    const char *end = begin + data.size();
    const unsigned char *shift = m_shift.data();
    for (const char *at = begin + kWindow - 2; at + 1 < end;) {
        const quint32 pair = pairAt(at);
        if (const unsigned char step = shift[pair]) {
            at += step;
            continue;
        }
        const char *start = at - (kWindow - 2);
        for (quint32 b = m_bucketStart[pair]; b < m_bucketStart[pair + 1]; ++b) {
            const Needle &needle = m_needles[m_bucket[b]];
            if (end - start < needle.bytes.size() ||
                std::memcmp(start, needle.bytes.constData(), size_t(needle.bytes.size())) != 0)
                continue;
            if (needle.kind == NeedleKind::Uid) {
                const auto part = [](char c) { return digit(c) || c == '.'; };
                if (start > begin && part(start[-1]))
                    continue; // the run was looked at from its start
                const char *stop = start;
                while (stop < end && stop - start < 65 && part(*stop))
                    ++stop;
                QByteArray run(start, stop - start);
                while (run.endsWith('.'))
                    run.chop(1);
                if (m_uids.contains(run))
                    found(start - begin, NeedleKind::Uid);
                continue;
            }
            const char *stop = start + needle.bytes.size();
            const bool number = needle.kind == NeedleKind::Date;
            const auto glued = [&](char c) { return number ? digit(c) : wordy(c); };
            // A name in a multi-byte or two-byte encoding has no such neighbours to look at.
            const bool narrow = std::all_of(needle.bytes.begin(), needle.bytes.end(),
                                            [](char c) { return c != 0 && uchar(c) < 0x80; });
            if (narrow && ((start > begin && glued(start[-1])) || (stop < end && glued(*stop))))
                continue;
            found(start - begin, needle.kind);
        }
        ++at;
    }
}

} // namespace lastra::deid
