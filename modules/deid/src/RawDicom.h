#pragma once
// The verifier's own reader: a scanner over the bytes of one file. It shares no code with the
// data set that the engine edits, so that a mistake there is seen here.

#include "lastra/dicom/Tag.h"

#include <QFile>

#include <vector>

namespace lastra::deid {

struct RawElement {
    dicom::Tag tag;
    dicom::Vr vr = dicom::VR::UN;
    QByteArrayView value; // as in the file; empty for sequences
    qint64 offset = 0;    // of the value in the scanned bytes
    std::vector<dicom::Tag> path;
    QByteArray characterSet, creator;
    bool encapsulated = false;

    [[nodiscard]] QByteArray trimmed() const;
    [[nodiscard]] QStringList texts() const;
};

class RawFile {
public:
    // False when the file cannot be opened or is no DICOM.
    bool open(const QString &path);

    [[nodiscard]] QString path() const { return m_file.fileName(); }
    [[nodiscard]] QByteArrayView bytes() const { return m_bytes; }
    [[nodiscard]] const std::vector<RawElement> &meta() const { return m_meta; }
    [[nodiscard]] const std::vector<RawElement> &elements() const { return m_elements; }
    [[nodiscard]] bool preambleZero() const { return m_preambleZero; }
    [[nodiscard]] bool whole() const { return m_whole; } // parsed to the last byte
    [[nodiscard]] bool bigEndian() const { return m_bigEndian; }
    // First element of that tag outside sequences.
    [[nodiscard]] const RawElement *top(dicom::Tag tag) const;

private:
    struct Scope;
    bool scan();
    bool set(qint64 &at, qint64 end, bool open, Scope &scope);
    bool sequence(qint64 &at, qint64 end, bool open, Scope &scope, dicom::Tag tag);
    [[nodiscard]] quint16 u16(qint64 at, bool big) const;
    [[nodiscard]] quint32 u32(qint64 at, bool big) const;

    QFile m_file;
    QByteArray m_inflated;
    QByteArrayView m_bytes, m_data; // the file, and what the data set lies in
    std::vector<RawElement> m_meta, m_elements;
    bool m_preambleZero = false, m_whole = false, m_bigEndian = false;
};

} // namespace lastra::deid
