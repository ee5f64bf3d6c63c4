#pragma once
// Many strings searched in many bytes at once (Wu and Manber, 1994): most bytes of an image are
// never looked at. UIDs are found by their prefix and looked up whole.

#include <QByteArray>
#include <QSet>

#include <functional>
#include <vector>

namespace lastra::deid {

enum class NeedleKind { Name, Identifier, Number, Uid, Date };

class Needles {
public:
    static constexpr int kShortest = 5;

    void add(const QByteArray &bytes, NeedleKind kind);
    void addUid(const QByteArray &uid);
    void build();
    [[nodiscard]] qsizetype size() const { return qsizetype(m_needles.size()) + m_uids.size(); }
    [[nodiscard]] bool isUid(const QByteArray &uid) const { return m_uids.contains(uid); }
    // Matches that stand alone: no letter or digit of the same kind on either side.
    void scan(QByteArrayView data, const std::function<void(qint64, NeedleKind)> &found) const;

private:
    struct Needle {
        QByteArray bytes;
        NeedleKind kind;
    };
    std::vector<Needle> m_needles;
    QSet<QByteArray> m_seen, m_uids;
    std::vector<unsigned char> m_shift;
    std::vector<quint32> m_bucketStart, m_bucket;
};

} // namespace lastra::deid
