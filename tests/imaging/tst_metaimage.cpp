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
    }
    void hostileFiles() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, code);
        const auto volume = readMetaImage(write("h.mha", bytes));
        QVERIFY(!volume);
        QCOMPARE(volume.error().code, code);
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
