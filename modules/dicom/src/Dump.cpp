#include "lastra/dicom/Dump.h"

#include "HeaderReader.h"

#include <QJsonObject>

namespace lastra::dicom {

namespace {

QString nameOf(const DataSet &set, Tag tag) {
    if (const DictionaryEntry *entry = lookUp(tag))
        return QString::fromLatin1(entry->keyword.isEmpty() ? entry->name : entry->keyword);
    const QByteArray creator = set.privateCreator(tag);
    return creator.isEmpty() ? QString() : QStringLiteral("[%1]").arg(QString::fromLatin1(creator));
}

QString valueOf(const DataSet &set, const DataElement &e, int limit) {
    if (e.encapsulated)
        return QStringLiteral("<compressed pixels>");
    if (e.onFile())
        return QStringLiteral("<%1 bytes>").arg(e.length());
    QString text;
    if (isText(e.vr)) {
        text = set.texts(e).join(QLatin1Char('\\'));
    } else if (e.vr == VR::AT) {
        for (qsizetype n = 0; n + 4 <= e.bytes.size() && text.size() < limit; n += 4) {
            const auto *p = reinterpret_cast<const uchar *>(e.bytes.constData()) + n;
            text += (n ? QStringLiteral("\\") : QString()) +
                    Tag(quint16(p[0] | p[1] << 8), quint16(p[2] | p[3] << 8)).toString();
        }
    } else if (wordSize(e.vr) > 1 && e.vr != VR::OW && e.vr != VR::OF && e.vr != VR::OD &&
               e.vr != VR::OL && e.vr != VR::OV) {
        QStringList numbers;
        for (int n = 0; n < limit; ++n) {
            const auto v = set.number(e.tag, n);
            if (!v)
                break;
            numbers << QString::number(*v, 'g', 12);
        }
        text = numbers.join(QLatin1Char('\\'));
    } else {
        text = QString::fromLatin1(e.bytes.left(limit / 3).toHex(' '));
    }
    // Control characters of a hostile file must not reach a terminal.
    for (QChar &c : text)
        if (!c.isPrint())
            c = QLatin1Char('.');
    if (text.size() > limit)
        text = text.left(limit) + QStringLiteral("...");
    return text;
}

class TextDump {
public:
    explicit TextDump(const DumpOptions &options) : m_options(options) {}
    void add(const DataSet &set, int depth) {
        for (const DataElement &e : set.elements()) {
            if (m_left-- <= 0) {
                if (m_left == -1)
                    m_text += QStringLiteral("... more elements follow\n");
                return;
            }
            const QString indent(depth * 2, QLatin1Char(' '));
            const QString value =
                e.isSequence()
                    ? QStringLiteral("<%1 items>").arg(e.items.size())
                    : QStringLiteral("[%1]").arg(valueOf(set, e, m_options.maxValueLength));
            m_text += QStringLiteral("%1%2 %3 %4 # %5 %6\n")
                          .arg(indent, e.tag.toString(), QString::fromLatin1(vrName(e.vr)), value)
                          .arg(e.length())
                          .arg(nameOf(set, e.tag));
            for (size_t n = 0; n < e.items.size() && m_left > 0; ++n) {
                m_text += indent + QStringLiteral("  item %1\n").arg(n + 1);
                add(e.items[n], depth + 2);
            }
        }
    }
    [[nodiscard]] QString text() const { return m_text; }

private:
    const DumpOptions &m_options;
    int m_left = m_options.maxElements;
    QString m_text;
};

QJsonArray toJson(const DataSet &set, const DumpOptions &options, int &left) {
    QJsonArray out;
    for (const DataElement &e : set.elements()) {
        if (left-- <= 0) {
            if (left == -1)
                out.append(QJsonObject{{"truncated", true}});
            break;
        }
        QJsonObject o{{"tag", e.tag.toString().mid(1, 9)},
                      {"vr", QString::fromLatin1(vrName(e.vr))},
                      {"name", nameOf(set, e.tag)},
                      {"length", e.length()}};
        if (e.isSequence()) {
            QJsonArray items;
            for (const DataSet &item : e.items)
                items.append(toJson(item, options, left));
            o["items"] = items;
        } else {
            o["value"] = valueOf(set, e, options.maxValueLength);
        }
        out.append(o);
    }
    return out;
}

} // namespace

core::Result<QString> dumpText(const QString &path, const DumpOptions &options) {
    LASTRA_TRY(file, openForReading(path));
    TextDump dump(options);
    dump.add(file.meta, 0);
    dump.add(file.data, 0);
    return dump.text();
}

core::Result<QJsonArray> dumpJson(const QString &path, const DumpOptions &options) {
    LASTRA_TRY(file, openForReading(path));
    int left = options.maxElements;
    QJsonArray out = toJson(file.meta, options, left);
    for (const QJsonValue &v : toJson(file.data, options, left))
        out.append(v);
    return out;
}

} // namespace lastra::dicom
