#pragma once
// A small cohort made by the test with invented people in every place where an identity hides.

#include "lastra/dicom/DataSet.h"

#include <QDir>

namespace planted {

using namespace lastra::dicom;

// None of these may be found in a release tree, as bytes or as a name, in any case.
inline const QList<QByteArray> kSecrets = {
    "BIANCHI",    "Bianchi",       "LUCIA",    "Marchetti",   "0048213",          "RX2611X11873",
    "SanVitale",  "ViaGaribaldi",  "19570314", "20261112",    "20261119",         "20261113",
    "SN99812",    "STATION07",     "Nerini",   "ScannerXY",   "TAILSECRET",       "PREAMBLEID",
    "OVERLAYTXT", "0039551234567", "Zanetti",  "CREATORNAME", "1.2.826.0.1.48213"};

inline DataSet item(std::initializer_list<std::pair<quint32, const char *>> texts) {
    DataSet set;
    for (const auto &[tag, text] : texts)
        set.setText(Tag(tag), QString::fromUtf8(text));
    return set;
}

inline DataSetFile slice(int series, int number, const char *date) {
    DataSetFile file = DataSetFile::create();
    DataSet &d = file.data;
    const auto text = [&](quint32 tag, const QString &value) { d.setText(Tag(tag), value); };
    text(0x00080005, QStringLiteral("ISO_IR 100"));
    text(0x00080008, QStringLiteral("ORIGINAL\\PRIMARY\\AXIAL\\BIANCHI"));
    text(0x00080016, QStringLiteral("1.2.840.10008.5.1.4.1.1.2"));
    text(0x00080018, QStringLiteral("1.2.826.0.1.48213.%1.%2").arg(series).arg(number));
    text(0x00080020, QString::fromLatin1(date));
    text(0x00080021, QString::fromLatin1(date));
    text(0x00080023, QString::fromLatin1(date));
    text(0x00080030, QStringLiteral("094100"));
    text(0x00080050, QStringLiteral("RX2611X11873"));
    text(0x00080060, QStringLiteral("CT"));
    text(0x00080070, QStringLiteral("SIEMENS"));
    text(0x00080080, QStringLiteral("SanVitale"));
    text(0x00080081, QStringLiteral("ViaGaribaldi 12"));
    text(0x00080090, QStringLiteral("Nerini^Paolo"));
    text(0x00081010, QStringLiteral("STATION07"));
    text(0x0008103e, QStringLiteral("Torace Bianchi 1.0"));
    text(0x00081030, QStringLiteral("Protocollo Zanetti"));
    text(0x00100010, QStringLiteral("BIANCHI^LUCIA"));
    text(0x00100020, QStringLiteral("0048213"));
    text(0x00100030, QStringLiteral("19570314"));
    text(0x00100040, QStringLiteral("F"));
    text(0x00101010, QStringLiteral("093Y"));
    text(0x00101030, QStringLiteral("61.5"));
    text(0x00102154, QStringLiteral("0039551234567"));
    text(0x00104000, QStringLiteral("figlia di Marchetti, vista il 20261112"));
    // Rows that tables before 2026 do not have.
    d.setItems(Tag(0x00100011), {item({{0x00100012, "Bianchi Lucia"}})});
    text(0x00181000, QStringLiteral("SN99812"));
    text(0x00181020, QStringLiteral("VB20A ScannerXY"));
    text(0x00181210, QStringLiteral("B30f"));
    text(0x00181250, QStringLiteral("Coil Zanetti"));
    text(0x0020000d, QStringLiteral("1.2.826.0.1.48213.%1").arg(series));
    text(0x0020000e, QStringLiteral("1.2.826.0.1.48213.%1.0").arg(series));
    text(0x00200052, QStringLiteral("1.2.826.0.1.48213.99"));
    text(0x00200010, QStringLiteral("0048213"));
    text(0x00200011, QStringLiteral("0048213"));
    text(0x00200013, QString::number(number));
    text(0x00281055, QStringLiteral("Finestra Zanetti"));
    DataSet code =
        item({{0x00080100, "X1"}, {0x00080102, "99LOCAL"}, {0x00080104, "Protocol of Zanetti"}});
    DataSet standard = item({{0x00080100, "51185008"}, {0x00080102, "SCT"}, {0x00080104, "Chest"}});
    DataSet request = item({{0x00321060, "per Lucia Bianchi"}, {0x00400009, "0048213"}});
    request.setItems(Tag(0x00400008), {code});
    DataSet deeper = item({{0x00100010, "BIANCHI^LUCIA"}, {0x00080020, "20261112"}});
    deeper.setItems(Tag(0x00400275), {request});
    d.setItems(Tag(0x00400275), {request});
    d.setItems(Tag(0x00082218), {standard});
    d.setItems(Tag(0x00082112), {item({{0x00081150, "1.2.840.10008.5.1.4.1.1.2"},
                                       {0x00081155, "1.2.826.0.1.48213.7.7"}})});
    d.setItems(Tag(0x04000561), {deeper});
    DataSet kanji;
    kanji.set(Tag(0x00080005), VR::CS, "\\ISO 2022 IR 87 ");
    kanji.set(Tag(0x00100010), VR::PN, "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B");
    d.setItems(Tag(0x00101002), {kanji});
    // Private: a safe Siemens element beside an unsafe one, a creator that is a name, nesting.
    d.set(Tag(0x00190010), VR::LO, "SIEMENS MR HEADER ");
    d.set(Tag(0x0019100c), VR::IS, "1000");
    d.set(Tag(0x00191008), VR::CS, "BIANCHI ");
    d.set(Tag(0x00090010), VR::LO, "CREATORNAME ");
    d.set(Tag(0x00091001), VR::LO, "Lucia Bianchi ");
    DataSet privateItem = item({{0x00100010, "BIANCHI^LUCIA"}});
    d.set(Tag(0x00290010), VR::LO, "SIEMENS CSA HEADER");
    d.setItems(Tag(0x00291020), {privateItem});
    d.set(Tag(0x00291010), VR::OB, QByteArray("B\0I\0A\0N\0C\0H\0I\0", 14));
    d.set(Tag(0x60000022), VR::LO, "OVERLAYTXT");
    d.set(Tag(0x60003000), VR::OW, QByteArray(64, '\x55'));
    d.set(Tag(0x50003000), VR::OW, QByteArray(8, '\0'));
    d.set(Tag(0x00280002), VR::US, QByteArray("\x01\0", 2));
    d.setText(Tag(0x00280004), QStringLiteral("MONOCHROME2"));
    for (const quint32 tag : {0x00280010u, 0x00280011u})
        d.set(Tag(tag), VR::US, QByteArray("\x40\0", 2));
    for (const quint32 tag : {0x00280100u, 0x00280101u})
        d.set(Tag(tag), VR::US, QByteArray("\x10\0", 2));
    d.set(Tag(0x7fe00010), VR::OW, QByteArray(64 * 64 * 2, char(number)));
    return file;
}

// Writes one object with a name in its preamble and after its end.
inline bool store(const DataSetFile &file, const QString &path) {
    QDir().mkpath(QFileInfo(path).path());
    auto bytes = file.toBytes();
    if (!bytes)
        return false;
    bytes->replace(0, 10, "PREAMBLEID");
    QFile out(path);
    return out.open(QIODevice::WriteOnly) && out.write(*bytes + "TAILSECRET") > 0;
}

inline void make(const QString &root) {
    for (int i = 1; i <= 3; ++i)
        store(slice(1, i, "20261112"),
              root + QStringLiteral("/BIANCHI_0048213/20261112/%1.dcm").arg(i));
    store(slice(2, 1, "20261119"), root + QStringLiteral("/BIANCHI_0048213/later"));
    DataSetFile capture = slice(3, 1, "20261113");
    capture.data.setText(Tag(0x00080016), QStringLiteral("1.2.840.10008.5.1.4.1.1.7"));
    store(capture, root + QStringLiteral("/capture.dcm"));
    DataSetFile pdf = slice(4, 1, "20261113");
    pdf.data.setText(Tag(0x00080016), QStringLiteral("1.2.840.10008.5.1.4.1.1.104.1"));
    store(pdf, root + QStringLiteral("/report.dcm"));
    DataSetFile own = slice(5, 1, "20261113");
    own.data.setText(Tag(0x00080016), QStringLiteral("1.3.12.2.1107.5.9.1"));
    store(own, root + QStringLiteral("/private.dcm"));
    const QByteArray whole = *slice(6, 1, "20261113").toBytes();
    QFile cut(root + QStringLiteral("/cut.dcm"));
    if (cut.open(QIODevice::WriteOnly))
        cut.write(whole.chopped(3000));
    QFile notes(root + QStringLiteral("/notes Bianchi.txt"));
    if (notes.open(QIODevice::WriteOnly))
        notes.write("Bianchi Lucia, 0048213");
}

} // namespace planted
