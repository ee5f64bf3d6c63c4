// Every real file: an image, or an error that says why not.
#include "lastra/dicom/Dump.h"
#include "lastra/dicom/Scan.h"
#include "lastra/dicom/SeriesReader.h"
#include "lastra/imaging/Reslice.h"

#include <QDir>
#include <QTest>

using namespace lastra;

class TestSharedData : public QObject {
    Q_OBJECT
    const QString m_root = QStringLiteral(LASTRA_SHARED_DATA);

    dicom::Scan scan(const QString &folder) {
        core::Work work;
        auto result = dicom::scanFolder({m_root + QLatin1Char('/') + folder}, work);
        return result ? std::move(*result) : dicom::Scan{};
    }

private Q_SLOTS:
    void initTestCase() {
        if (!QDir(m_root).exists())
            QSKIP("the shared DICOM files are not beside this checkout");
    }

    void everyFileIsShownOrExplained() {
        const dicom::Scan all = scan(QString());
        QVERIFY(all.files.size() > 700);
        QMap<QByteArray, QStringList> reasons;
        int shown = 0;
        for (const auto &skipped : all.skipped)
            reasons[skipped.reason.code] << QDir(m_root).relativeFilePath(skipped.path);
        for (const dicom::Header &h : all.files) {
            const auto image = dicom::decodeFrame(h, 0);
            if (image) {
                ++shown;
                if (image->isColour()) {
                    QCOMPARE(image->pictures[0].pixels.size(), size_t(h.rows) * size_t(h.columns) * 3);
                } else {
                    QCOMPARE(image->volume.readyCount(), 1);
                    QCOMPARE(image->volume.geometry().size[0], h.columns);
                }
            } else {
                reasons[image.error().code] << QDir(m_root).relativeFilePath(h.path) + " : " +
                                                   image.error().arguments.value(1) + " " +
                                                   image.error().detail;
            }
        }
        for (auto it = reasons.cbegin(); it != reasons.cend(); ++it)
            for (const QString &file : *it)
                qInfo("%s %s", it.key().constData(), qPrintable(file));
        qInfo("shown %d", shown);
    }
};

QTEST_GUILESS_MAIN(TestSharedData)
#include "tst_shareddata.moc"
