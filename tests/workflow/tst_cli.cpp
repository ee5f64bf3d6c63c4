// lastra-cli on this computer: statuses, words and JSON are what scripts build on.

#include "TinyDicom.h"

#include "lastra/core/AtomicFile.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra;

class TestCli : public QObject {
    Q_OBJECT

    struct Said {
        int exit = -1;
        QByteArray out, words;
        [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    };

    QTemporaryDir m_dir;

    QString at(const char *name) const { return m_dir.filePath(QLatin1String(name)); }
    Said run(QStringList arguments) {
        arguments << QStringLiteral("--home") << at("home") << QStringLiteral("--passphrase-file")
                  << at("passphrase") << QStringLiteral("--json");
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), at("config"));
        environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS")); // no keyring of this person
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(LASTRA_CLI), arguments);
        if (!process.waitForFinished(60000) || process.exitStatus() != QProcess::NormalExit)
            return {};
        return {process.exitCode(), process.readAllStandardOutput(),
                process.readAllStandardError()};
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(core::AtomicFile::writeAll(at("passphrase"), "a sentence of invented words\n"));
        constexpr int kStudies = 203; // more than a page
        for (int n = 1; n <= kStudies; ++n) {
            sandbox::TinyCt one;
            one.studyUid += u'.' + QString::number(n);
            one.seriesUid = one.studyUid + QStringLiteral(".1");
            one.studyDescription = QStringLiteral("Chest %1").arg(n);
            sandbox::writeTinySeries(at("in/") + QString::number(n), one, 1);
        }
        const Said imported = run({QStringLiteral("archive"), QStringLiteral("import"), at("in")});
        QVERIFY2(imported.exit == 0, imported.words.constData());
        QCOMPARE(imported.json()[QLatin1String("imported")].toInt(), kStudies);
    }

    void aSearchSeesEveryPage() {
        const Said found =
            run({QStringLiteral("archive"), QStringLiteral("search"), QStringLiteral("Chest")});
        QCOMPARE(found.exit, 0);
        QSet<QString> ids;
        for (const QJsonValue &row : found.json()[QLatin1String("sessions")].toArray())
            ids << row.toObject()[QLatin1String("id")].toString();
        QCOMPARE(ids.size(), 203);
    }

    void globalOptionsMayStandBeforeTheCommand() {
        const auto plain = [&](const QStringList &arguments) {
            QProcess process;
            process.start(QStringLiteral(LASTRA_CLI), arguments);
            if (!process.waitForFinished(60000))
                return Said{};
            return Said{process.exitCode(), process.readAllStandardOutput(),
                        process.readAllStandardError()};
        };
        const QString home = QStringLiteral("--home"), key = QStringLiteral("--passphrase-file");
        for (const QStringList &before :
             {QStringList{home, at("home"), key, at("passphrase"), QStringLiteral("--json")},
              QStringList{home + u'=' + at("home"), key + u'=' + at("passphrase"),
                          QStringLiteral("--json")}}) {
            const Said said =
                plain(before + QStringList{QStringLiteral("archive"), QStringLiteral("ls")});
            QVERIFY2(said.exit == 0, said.words.constData());
            QCOMPARE(said.json()[QLatin1String("projects")].toArray().size(), 1);
        }
        const Said other = plain({QStringLiteral("--policy"), QStringLiteral("strict"),
                                  QStringLiteral("deid"), at("in"), at("out")});
        QCOMPARE(other.exit, 2);
        QVERIFY2(other.words.contains("--policy belongs behind the command"),
                 other.words.constData());
        const Said none = plain({home, at("home")});
        QCOMPARE(none.exit, 2);
        QVERIFY2(none.words.contains("command is missing"), none.words.constData());
    }

    void aNameGivesTheTerminalNoOrders() {
        const QString folder = at("orders/") + QStringLiteral("a\x1b]0;b\x07");
        sandbox::writeTinySeries(folder, {}, 1);
        QVERIFY(core::AtomicFile::writeAll(folder + QStringLiteral("/n\x1b[2Jo"), "no image"));
        QProcess process;
        for (const QString &path : {at("orders"), folder + QStringLiteral("/none")}) {
            process.start(QStringLiteral(LASTRA_CLI),
                          {QStringLiteral("dicom"), QStringLiteral("scan"), path});
            QVERIFY(process.waitForFinished(60000));
            const QByteArray said =
                process.readAllStandardOutput() + process.readAllStandardError();
            QVERIFY(said.contains("]0;b") || path != at("orders"));
            QVERIFY(!said.isEmpty() && !said.contains('\x1b') && !said.contains('\x07'));
        }
    }

    void threeCommandsCountTheSame() {
        QVERIFY(QDir().mkpath(at("mixed")));
        sandbox::TinyCt one;
        one.studyUid += QStringLiteral(".9000");
        one.seriesUid = one.studyUid + QStringLiteral(".1");
        sandbox::writeTinySeries(at("mixed/a"), one, 4);
        QVERIFY(QFile::copy(at("mixed/a/IM0001.dcm"), at("mixed/again.dcm")));
        QVERIFY(QFile::link(at("mixed/a/IM0002.dcm"), at("mixed/link.dcm")));
        QVERIFY(core::AtomicFile::writeAll(at("mixed/notes.txt"), "no image"));
        QVERIFY(core::AtomicFile::writeAll(at("mixed/cut.dcm"), sandbox::tinyCt(one).left(400)));
        const QJsonObject expected{{QStringLiteral("found"), 8},
                                   {QStringLiteral("taken"), 4},
                                   {QStringLiteral("repeated"), 2},
                                   {QStringLiteral("leftAlone"), 2}};
        const auto count = [&](const QStringList &arguments) {
            const Said said = run(arguments);
            return said.json()[QLatin1String("count")].toObject();
        };
        QCOMPARE(count({QStringLiteral("dicom"), QStringLiteral("scan"), at("mixed")}), expected);
        QCOMPARE(count({QStringLiteral("archive"), QStringLiteral("import"), at("mixed"),
                        QStringLiteral("--project"), QStringLiteral("counts")}),
                 expected);
        QCOMPARE(count({QStringLiteral("deid"), at("mixed"), at("mixed-out"),
                        QStringLiteral("--no-verify")}),
                 expected);
    }

    // 0 done or 1 failed: 2 to 5 mean something else in every command. The verdict is in the JSON.
    void theVerdictOnTheLogIsNoOtherStatus() {
        const QStringList verify{QStringLiteral("audit"), QStringLiteral("verify")};
        const Said intact = run(verify);
        QVERIFY2(intact.exit == 0, intact.words.constData());
        QCOMPARE(intact.json()[QLatin1String("verdict")].toString(), QStringLiteral("intact"));

        const Said exported =
            run({QStringLiteral("audit"), QStringLiteral("export"), at("export")});
        QVERIFY2(exported.exit == 0, exported.words.constData());
        const QString log = at("export/log.jsonl");
        const auto bytes = core::readFile(log, 1 << 20);
        QVERIFY(bytes);
        const auto verdict = [&](const QByteArray &changed) {
            if (!core::AtomicFile::writeAll(log, changed))
                return Said();
            return run(verify + QStringList{at("export")});
        };
        const Said cut = verdict(bytes->left(bytes->indexOf('\n') + 1));
        QCOMPARE(cut.json()[QLatin1String("verdict")].toString(), QStringLiteral("truncated"));
        QCOMPARE(cut.exit, 1);
        const Said altered =
            verdict(QByteArray(*bytes).replace("dataset.registered", "content.sealed"));
        QCOMPARE(altered.json()[QLatin1String("verdict")].toString(), QStringLiteral("altered"));
        QCOMPARE(altered.exit, 1);
        QVERIFY(QFile::remove(at("export/trust.txt")));
        const Said undecided = verdict(*bytes);
        QCOMPARE(undecided.json()[QLatin1String("verdict")].toString(),
                 QStringLiteral("undecided"));
        QCOMPARE(undecided.exit, 1);
        QVERIFY(!undecided.json()[QLatin1String("sentence")].toString().isEmpty());
        // Wrong usage stays 2.
        QCOMPARE(run({QStringLiteral("audit"), QStringLiteral("export")}).exit, 2);
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
