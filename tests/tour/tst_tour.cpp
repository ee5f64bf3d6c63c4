// `lastra --tour OUT` in real windows, then what it left behind: pictures, report, an intact log,
// and no invented identity in what was released.

#include "lastra/archive/LocalArchive.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra;

class TestTour : public QObject {
    Q_OBJECT
    QTemporaryDir m_out;

private Q_SLOTS:
    void everyStepHappens() {
        if (qEnvironmentVariableIsEmpty("DISPLAY"))
            QSKIP("no display: start Xvfb, or use installer/test");
        QProcess lastra;
        lastra.setProcessChannelMode(QProcess::MergedChannels);
        lastra.start(QStringLiteral(LASTRA_PROGRAM),
                     {QStringLiteral("--tour"), m_out.path(), QStringLiteral("--language"),
                      QStringLiteral("en")});
        QVERIFY(lastra.waitForStarted());
        QVERIFY2(lastra.waitForFinished(840000), "the tour did not end");
        const QByteArray said = lastra.readAll();
        QVERIFY2(lastra.exitStatus() == QProcess::NormalExit && lastra.exitCode() == 0,
                 said.constData());

        const QStringList pictures =
            QDir(m_out.path()).entryList({QStringLiteral("*.png")}, QDir::Files, QDir::Name);
        QCOMPARE(pictures.size(), 11);
        for (const QString &name : pictures) {
            QFile file(m_out.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray head = file.read(24);
            // PNG header: width and height, big endian, at 16 and 20.
            const auto number = [&](int at) {
                return int(quint8(head[at + 2]) << 8 | quint8(head[at + 3]));
            };
            QCOMPARE(number(16), 1600);
            QCOMPARE(number(20), 1000);
            QVERIFY2(file.size() > 20000, qPrintable(name));
        }
        QVERIFY(QFile::exists(m_out.filePath(QStringLiteral("index.html"))));
        QVERIFY(QFile::exists(m_out.filePath(QStringLiteral("report/report.en.html"))));
        QVERIFY(QFile::exists(m_out.filePath(QStringLiteral("report/report.it.html"))));
    }

    // What lies in a folder that is not a tour's is not the tour's to clear.
    void aFolderWithOtherFilesIsLeftAlone() {
        QTemporaryDir other;
        QFile file(other.filePath(QStringLiteral("index.html")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
        file.close();
        QProcess lastra;
        lastra.start(QStringLiteral(LASTRA_PROGRAM),
                     {QStringLiteral("--tour"), other.path(), QStringLiteral("--language"),
                      QStringLiteral("en")});
        QVERIFY(lastra.waitForFinished(60000));
        QCOMPARE(lastra.exitCode(), 1);
        QVERIFY2(lastra.readAllStandardError().contains("holds other files"), "no sentence");
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("mine"));
        QCOMPARE(
            QDir(other.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden),
            QStringList{QStringLiteral("index.html")});
    }

    // The planted values are listed by the engine that planted them.
    void nothingPlantedIsInWhatWasReleased() {
        QFile truth(m_out.filePath(QStringLiteral("cohort/cohort-truth.json")));
        if (!truth.open(QIODevice::ReadOnly))
            QSKIP("the tour did not run");
        QList<QByteArray> planted;
        const QJsonObject all = QJsonDocument::fromJson(truth.readAll()).object();
        const std::function<void(const QJsonValue &)> collect = [&](const QJsonValue &value) {
            if (value.isString() && value.toString().size() >= 5)
                planted << value.toString().toUtf8();
            for (const QJsonValue &item : value.toArray())
                collect(item);
            const QJsonObject object = value.toObject();
            for (auto it = object.begin(); it != object.end(); ++it)
                collect(*it);
        };
        for (const QJsonValue &patient : all[QStringLiteral("patients")].toArray())
            collect(patient[QStringLiteral("planted")]);
        QVERIFY(planted.size() >= 9);

        QStringList folders = {m_out.filePath(QStringLiteral("report")),
                               m_out.filePath(QStringLiteral("home/audit")),
                               m_out.filePath(QStringLiteral("home/log"))};
        {
            auto library =
                archive::LocalArchive::open(m_out.filePath(QStringLiteral("home/library")));
            QVERIFY2(library, library ? "" : qPrintable(library.error().toLog()));
            const auto datasets = (*library)->datasets();
            QVERIFY(datasets);
            for (const archive::Dataset &dataset : *datasets)
                if (dataset.kind == archive::DatasetKind::Deidentified) {
                    QVERIFY(dataset.files >= 180);
                    folders << dataset.folder;
                }
        }
        QCOMPARE(folders.size(), 4);
        int files = 0;
        QStringList leaks;
        for (const QString &folder : folders) {
            QDirIterator released(folder, QDir::Files, QDirIterator::Subdirectories);
            while (released.hasNext()) {
                QFile file(released.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QByteArray bytes = file.readAll();
                ++files;
                for (const QByteArray &value : planted)
                    if (bytes.contains(value) || file.fileName().toUtf8().contains(value))
                        leaks << file.fileName() + QStringLiteral(": ") + QString::fromUtf8(value);
            }
        }
        QVERIFY(files >= 180);
        QVERIFY2(leaks.isEmpty(), qPrintable(leaks.mid(0, 5).join('\n')));
    }

    void theLogIsIntact() {
        if (!QFile::exists(m_out.filePath(QStringLiteral("home/audit/log.jsonl"))))
            QSKIP("the tour did not run");
        QProcess cli;
        cli.start(QStringLiteral(LASTRA_CLI), {QStringLiteral("audit"), QStringLiteral("verify"),
                                               m_out.filePath(QStringLiteral("home/audit"))});
        QVERIFY(cli.waitForFinished());
        QVERIFY2(cli.exitCode() == 0, cli.readAllStandardOutput() + cli.readAllStandardError());
    }
};

QTEST_GUILESS_MAIN(TestTour)
#include "tst_tour.moc"
