#include "lastra/imaging/MetaImage.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra::imaging;

class TestMetaImage : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    QString write(const char *name, const QByteArray &bytes) {
        QFile file(m_dir.filePath(QString::fromLatin1(name)));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write(bytes);
        return file.fileName();
    }

private Q_SLOTS:
    void roundTripKeepsGeometryAndValues() {
        Geometry g;
        g.size = {4, 3, 2};
        g.spacing = {0.5, 0.75, 3};
        g.origin = {-1, 2, -3};
        g.direction = {Vec3{0, 1, 0}, Vec3{0, 0, 1}, Vec3{1, 0, 0}};
        Volume v = *Volume::create(g, VoxelType::UInt16, {1, -1024, "HU", {}});
        for (size_t n = 0; n < 24; ++n)
            v.mutableVoxels<uint16_t>()[n] = uint16_t(n * 100);
        const QString path = m_dir.filePath("a.mha");
        QVERIFY(writeMetaImage(v, path));
        const auto back = readMetaImage(path);
        QVERIFY2(back, back ? "" : qPrintable(back.error().toLog()));
        QCOMPARE(back->type(), VoxelType::Int16);
        QVERIFY(back->geometry().sameGrid(g));
        QCOMPARE(back->value(3, 2, 1), v.value(3, 2, 1));
        QCOMPARE(back->readyCount(), 2);
        QCOMPARE(QDir(m_dir.path()).entryList({"*.part.mha"}).size(), 0);
    }

    void fractionsBecomeFloats() {
        Geometry g;
        g.size = {2, 1, 1};
        Volume v = *Volume::create(g, VoxelType::Int16, {0.5, 0, "", {}});
        v.mutableVoxels<int16_t>()[1] = 3;
        const QString path = m_dir.filePath("b.mha");
        QVERIFY(writeMetaImage(v, path));
        const auto back = readMetaImage(path);
        QVERIFY(back);
        QCOMPARE(back->type(), VoxelType::Float32);
        QCOMPARE(back->value(1, 0, 0), 1.5);
    }

    void hostileFiles_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("empty") << QByteArray() << QByteArray("imaging.fileUnsupported");
        QTest::newRow("text") << QByteArray("hello") << QByteArray("imaging.fileUnsupported");
        QTest::newRow("truncated")
            << QByteArray(
                   "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = "
                   "False\nDimSize = 100 100 100\nElementType = MET_SHORT\nElementDataFile = "
                   "LOCAL\n12")
            << QByteArray("imaging.fileUnreadable");
        QTest::newRow("claims terabytes")
            << QByteArray(
                   "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = "
                   "False\nDimSize = 1000000 1000000 1000000\nElementType = "
                   "MET_SHORT\nElementDataFile = LOCAL\n12")
            << QByteArray("imaging.volumeTooLarge");
        QTest::newRow("vectors")
            << QByteArray("ObjectType = Image\nNDims = 3\nBinaryData = True\nDimSize = 1 1 1\n"
                          "ElementNumberOfChannels = 3\nElementType = MET_UCHAR\nElementDataFile = "
                          "LOCAL\nabc")
            << QByteArray("imaging.fileUnsupported");
        const auto header = [](const QByteArray &sizes, const QByteArray &rest = "LOCAL\n",
                               const QByteArray &more = {}) {
            return "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = "
                   "False\n" +
                   more + "DimSize = " + sizes +
                   "\nElementType = MET_UCHAR\nElementDataFile = " + rest;
        };
        QTest::newRow("one side beyond all others")
            << header("1052000 1 1") + QByteArray(1052000, 'A')
            << QByteArray("imaging.volumeTooLarge");
        QTest::newRow("no size") << header("0 1 1") << QByteArray("imaging.fileUnsupported");
        QTest::newRow("negative size") << header("-1 1 1") << QByteArray("imaging.fileUnsupported");
        QTest::newRow("broken size") << header("1.5 1 1") << QByteArray("imaging.fileUnsupported");
        QTest::newRow("two of three sizes")
            << header("1 1") << QByteArray("imaging.fileUnsupported");
        QTest::newRow("another file")
            << header("1 1 1", "/etc/passwd\n") << QByteArray("imaging.fileUnsupported");
        QTest::newRow("a list of files")
            << header("1 1 1", "LIST\n/etc/passwd\n") << QByteArray("imaging.fileUnsupported");
        QTest::newRow("said twice") << header("1 1 1", "LOCAL\nA", "DimSize = 9 9 9\n")
                                    << QByteArray("imaging.fileUnsupported");
        QTest::newRow("thousands of dimensions")
            << QByteArray("ObjectType = Image\nNDims = 100000\nBinaryData = True\nDimSize = ") +
                   QByteArray("1 ").repeated(20000) +
                   "\nElementType = MET_UCHAR\nElementDataFile = LOCAL\nA"
            << QByteArray("imaging.fileUnsupported");
        QTest::newRow("text without end")
            << "ObjectType = " + QByteArray(200000, 'x') << QByteArray("imaging.fileUnsupported");
        const QByteArray packed = "CompressedData = True\n";
        QTest::newRow("packed: not at all")
            << header("2 2 2", "LOCAL\nABCDEFGH", packed) << QByteArray("imaging.fileUnreadable");
        QTest::newRow("packed: too little")
            << header("9 9 9", "LOCAL\n" + qCompress(QByteArray(8, 'A')).mid(4), packed)
            << QByteArray("imaging.fileUnreadable");
        QTest::newRow("packed: claims gigabytes")
            << header("1000 1000 8000", "LOCAL\n" + qCompress(QByteArray(8, 'A')).mid(4), packed)
            << QByteArray("imaging.fileUnreadable");
    }
    void hostileFiles() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, code);
        const auto volume = readMetaImage(write("h.mha", bytes));
        QVERIFY(!volume);
        QCOMPARE(volume.error().code, code);
    }

    // The kinds that other programs write.
    void otherWriters_data() {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<QByteArray>("voxels"); // 1, -2
        QTest::addColumn<double>("second");
        const QByteArray none, big = "ElementByteOrderMSB = True\n";
        QTest::newRow("signed bytes")
            << QByteArray("MET_CHAR") << none << QByteArray("\x01\xfe", 2) << -2.0;
        QTest::newRow("bytes") << QByteArray("MET_UCHAR") << none << QByteArray("\x01\xfe", 2)
                               << 254.0;
        QTest::newRow("big endian")
            << QByteArray("MET_SHORT") << big << QByteArray("\0\x01\xff\xfe", 4) << -2.0;
        QTest::newRow("unsigned") << QByteArray("MET_USHORT") << none
                                  << QByteArray("\x01\0\xfe\xff", 4) << 65534.0;
        QTest::newRow("integers") << QByteArray("MET_INT") << big
                                  << QByteArray("\0\0\0\x01\xff\xff\xff\xfe", 8) << -2.0;
        QTest::newRow("doubles") << QByteArray("MET_DOUBLE") << big
                                 << QByteArray("\x3f\xf0\0\0\0\0\0\0\xc0\0\0\0\0\0\0\0", 16)
                                 << -2.0;
        QTest::newRow("packed") << QByteArray("MET_SHORT") << QByteArray("CompressedData = True\n")
                                << qCompress(QByteArray("\x01\0\xfe\xff", 4)).mid(4) << -2.0;
    }
    void otherWriters() {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, more);
        QFETCH(QByteArray, voxels);
        QFETCH(double, second);
        const auto volume = readMetaImage(
            write("o.mha", "ObjectType = Image\r\nNDims = 2\nBinaryData = True\n" + more +
                               "Position = 3 4\nElementSpacing = 0.5 2\n"
                               "DimSize = 2 1\nElementType = " +
                               type + "\nElementDataFile = Local\n" + voxels));
        QVERIFY2(volume, volume ? "" : qPrintable(volume.error().toLog()));
        QCOMPARE(volume->geometry().size, (std::array<int, 3>{2, 1, 1}));
        QCOMPARE(volume->geometry().origin.y, 4.0);
        QCOMPARE(volume->geometry().spacing.x, 0.5);
        QCOMPARE(volume->value(0, 0, 0), 1.0);
        QCOMPARE(volume->value(1, 0, 0), second);
    }

    void missingFileAndUnwritableFolder() {
        QCOMPARE(readMetaImage(m_dir.filePath("none.mha")).error().code, "imaging.fileUnreadable");
        Geometry g;
        g.size = {1, 1, 1};
        const Volume v = *Volume::create(g, VoxelType::Int16);
        QVERIFY(!writeMetaImage(v, m_dir.filePath("no/such/folder/x.mha")));
    }
};

QTEST_GUILESS_MAIN(TestMetaImage)
#include "tst_metaimage.moc"
