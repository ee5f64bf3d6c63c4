// The cloud path with the programs people start: lastra-sandbox on the other side, lastra-cli on
// this one. Statuses, words and JSON are what scripts build on.

#include "Provider.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/prctl.h>
#include <sys/stat.h>

using namespace lastra;

class TestCloudPrograms : public QObject {
    Q_OBJECT

    struct Said {
        int exit = -1;
        QByteArray out, words;
        [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    };

    QTemporaryDir m_dir{QStringLiteral("/tmp/lpXXXXXX")};
    QTemporaryDir m_keeper;
    QProcess m_sandbox;
    QJsonObject m_ready;
    QString m_original, m_clean;

    static QString program(const char *name) {
        return QStringLiteral(LASTRA_BINARY_DIR "/bin/") + QLatin1String(name);
    }
    QString at(const char *name) const { return m_dir.filePath(QLatin1String(name)); }
    QString ready(const char *key) const { return m_ready[QLatin1String(key)].toString(); }

    void start(QProcess &process, QStringList arguments) {
        arguments << QStringLiteral("--site") << ready("site") << QStringLiteral("--home")
                  << at("home") << QStringLiteral("--passphrase-file") << at("passphrase");
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("BROWSER"), program("lastra-sandbox-browser"));
        environment.insert(QStringLiteral("LASTRA_SANDBOX_DIR"), at("s"));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), at("config"));
        environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS")); // no keyring of this person
        process.setProcessEnvironment(environment);
        process.start(program("lastra-cli"), arguments);
    }
    Said run(const QStringList &arguments) {
        QProcess process;
        start(process, arguments);
        if (!process.waitForFinished(120000))
            return {};
        Said said{process.exitCode(), process.readAllStandardOutput(),
                  process.readAllStandardError()};
        if (process.exitStatus() != QProcess::NormalExit)
            said.exit = -1;
        return said;
    }
    // What the archive holds, asked by curl as any other client of it would be.
    QJsonArray asked(const QString &path) const {
        QProcess curl;
        curl.start(QStringLiteral("curl"),
                   {QStringLiteral("-sS"), QStringLiteral("--cacert"), ready("ca"),
                    QStringLiteral("-u"), QStringLiteral("ada:lastra-sandbox-1"),
                    ready("xnat") + path});
        curl.waitForFinished(30000);
        return QJsonDocument::fromJson(curl.readAllStandardOutput())
            .object()[QLatin1String("ResultSet")]
            .toObject()[QLatin1String("Result")]
            .toArray();
    }
    QSet<QString> digestsThere(const QString &project) const {
        QSet<QString> digests;
        for (const auto &session :
             asked(QStringLiteral("/data/projects/%1/experiments?format=json").arg(project)))
            for (const auto &file :
                 asked(QStringLiteral("/data/experiments/%1/scans/ALL/files?format=json")
                           .arg(session.toObject()[QLatin1String("ID")].toString())))
                digests << file.toObject()[QLatin1String("digest")].toString();
        return digests;
    }

private Q_SLOTS:
    void initTestCase() {
        if (const QString missing = sandbox::Provider::missing(); !missing.isEmpty())
            QSKIP(qPrintable(missing));
        ::chmod(QFile::encodeName(m_dir.path()).constData(), 0755); // jobs run as nobody
        QVERIFY(
            core::AtomicFile::writeAll(at("passphrase"), "a sentence of nine invented words\n"));
        m_sandbox.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_sandbox.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
        m_sandbox.start(program("lastra-sandbox"),
                        {QStringLiteral("--dir"), at("s"), QStringLiteral("--provider"),
                         QStringLiteral("--slurm")});
        while (!m_sandbox.canReadLine() && m_sandbox.waitForReadyRead(120000)) {
        }
        m_ready = QJsonDocument::fromJson(m_sandbox.readLine()).object();
        QVERIFY(QFileInfo::exists(ready("site")));
    }
    void cleanupTestCase() {
        if (m_sandbox.state() == QProcess::NotRunning)
            return;
        m_sandbox.terminate();
        QVERIFY(m_sandbox.waitForFinished(60000));
        QCOMPARE(m_sandbox.exitCode(), 0);
    }

    void aStrangerIsAskedToSignIn() {
        const Said who = run({QStringLiteral("whoami")});
        QCOMPARE(who.exit, 4);
        QVERIFY2(who.words.contains("Sandbox") && who.words.contains("lastra-cli login"),
                 who.words.constData());
        const Said list =
            run({QStringLiteral("archive"), QStringLiteral("ls"), QStringLiteral("--json")});
        QCOMPARE(list.exit, 4);
        QCOMPARE(list.json()[QLatin1String("error")].toObject()[QLatin1String("code")].toString(),
                 QStringLiteral("workflow.signInNeeded"));
    }

    void aCodeOnAnotherDeviceSignsIn() {
        QProcess login;
        start(login, {QStringLiteral("login"), QStringLiteral("--device")});
        login.setReadChannel(QProcess::StandardError);
        QByteArray words;
        static const QRegularExpression page(QStringLiteral("code in it: (\\S+)\\n"));
        while (!page.match(QString::fromUtf8(words)).hasMatch() && login.waitForReadyRead(30000))
            words += login.readAllStandardError();
        const auto match = page.match(QString::fromUtf8(words));
        QVERIFY2(match.hasMatch(), words.constData());
        QVERIFY(
            sandbox::playBrowser(match.captured(1), sandbox::Provider::users()[0], ready("ca")));
        QVERIFY(login.waitForFinished(60000));
        QCOMPARE(login.exitCode(), 0);
        QVERIFY(login.readAllStandardOutput().contains("Ada Test"));
        const Said out = run({QStringLiteral("logout"), QStringLiteral("--json")});
        QCOMPARE(out.exit, 0);
        QVERIFY(out.json()[QLatin1String("serviceTold")].toBool());
        QCOMPARE(run({QStringLiteral("whoami")}).exit, 4);
    }

    void theBrowserSignsIn() {
        const Said login = run({QStringLiteral("login"), QStringLiteral("--json")});
        QVERIFY2(login.exit == 0, login.words.constData());
        QCOMPARE(login.json()[QLatin1String("name")].toString(), QStringLiteral("Ada Test"));
        QCOMPARE(login.json()[QLatin1String("keptIn")].toString(), QStringLiteral("sealed file"));
        QCOMPARE(run({QStringLiteral("whoami")}).exit, 0);
    }

    void aSessionIsPulledAndDeidentified() {
        const Said projects = run({QStringLiteral("archive"), QStringLiteral("ls")});
        QVERIFY2(projects.exit == 0, projects.words.constData());
        for (const char *project : {"CLINIC", "SHARED", "TRIALS"})
            QVERIFY2(projects.out.contains(project), projects.out.constData());
        const Said sessions = run({QStringLiteral("archive"), QStringLiteral("ls"),
                                   QStringLiteral("CLINIC"), QStringLiteral("--json")});
        const QJsonObject first =
            sessions.json()[QLatin1String("sessions")].toArray()[0].toObject();
        const QString session = first[QLatin1String("id")].toString();
        QVERIFY(first[QLatin1String("scans")].isNull()); // this list does not count them
        const Said pulled = run({QStringLiteral("archive"), QStringLiteral("pull"),
                                 QStringLiteral("CLINIC/") + session, QStringLiteral("--json")});
        QVERIFY2(pulled.exit == 0, pulled.words.constData());
        QCOMPARE(pulled.json()[QLatin1String("imported")].toInt(), 24);
        m_original = pulled.json()[QLatin1String("dataset")].toString();
        const Said clean = run({QStringLiteral("dataset"), QStringLiteral("deid"), m_original,
                                QStringLiteral("--json")});
        QVERIFY2(clean.exit == 0, clean.words.constData());
        m_clean = clean.json()[QLatin1String("dataset")].toString();
        QVERIFY(!m_clean.isEmpty() && m_clean != m_original);
    }

    void theGateSaysWhatIsMissing() {
        const QStringList push{QStringLiteral("archive"), QStringLiteral("push"), m_clean,
                               QStringLiteral("SHARED")};
        const Said shut = run(push);
        QCOMPARE(shut.exit, 3);
        QVERIFY(shut.out.isEmpty());
        for (const char *row : {"DEI-07", "LAW-02", "Re-identification key kept elsewhere"})
            QVERIFY2(shut.words.contains(row), shut.words.constData());
        const Said original = run({QStringLiteral("archive"), QStringLiteral("push"), m_original,
                                   QStringLiteral("SHARED")});
        QCOMPARE(original.exit, 1);
        QVERIFY(original.words.contains("never leave this computer"));

        QCOMPARE(
            run({QStringLiteral("compliance"), QStringLiteral("attest"), m_clean, ready("facts")})
                .exit,
            0);
        QCOMPARE(run({QStringLiteral("dataset"), QStringLiteral("sign-off"), m_clean}).exit, 0);
        const Said still = run(push + QStringList{QStringLiteral("--json")});
        QCOMPARE(still.exit, 3);
        const QJsonArray rows =
            still.json()[QLatin1String("gate")].toObject()[QLatin1String("blocking")].toArray();
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0].toObject()[QLatin1String("id")].toString(), QStringLiteral("DEI-07"));
        QVERIFY(digestsThere(QStringLiteral("SHARED")).isEmpty());
    }

    void whatPassesIsThereByteForByte() {
        QCOMPARE(run({QStringLiteral("key"), QStringLiteral("hand-over"),
                      m_keeper.filePath(QStringLiteral("k"))})
                     .exit,
                 0);
        const QStringList push{QStringLiteral("archive"), QStringLiteral("push"), m_clean,
                               QStringLiteral("SHARED"), QStringLiteral("--json")};
        const Said pushed = run(push);
        QVERIFY2(pushed.exit == 0, pushed.words + pushed.out);
        QCOMPARE(pushed.json()[QLatin1String("files")].toInt(), 24);
        const Said again = run(push);
        QCOMPARE(again.exit, 0);
        QVERIFY(again.json()[QLatin1String("sessions")]
                    .toArray()[0]
                    .toObject()[QLatin1String("wasThere")]
                    .toBool());

        QSet<QString> here;
        QDirIterator files(at("home/library/datasets/") + m_clean, {QStringLiteral("*.dcm")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const auto bytes = core::readFile(files.next(), 1 << 28);
            QVERIFY(bytes);
            here << QString::fromLatin1(
                QCryptographicHash::hash(*bytes, QCryptographicHash::Md5).toHex());
        }
        QCOMPARE(here.size(), 24);
        QCOMPARE(digestsThere(QStringLiteral("SHARED")), here);
        QCOMPARE(asked(QStringLiteral("/data/projects/SHARED/experiments?format=json")).size(), 1);
    }

    void aTrialGoesThroughTheQueue() {
        const QString design = at("design.json");
        QVERIFY(core::writeJsonObject(design, {{QStringLiteral("lastraTrial"), 1},
                                               {QStringLiteral("title"), QStringLiteral("Shell")},
                                               {QStringLiteral("patients"), 2},
                                               {QStringLiteral("doses"), QJsonArray{40}},
                                               {QStringLiteral("matrix"), 64},
                                               {QStringLiteral("slices"), 8}}));
        const QString wanted = ready("queue"); // Slurm where this computer has it
        const Said submitted = run(
            {QStringLiteral("trial"), QStringLiteral("submit"), design, QStringLiteral("--json")});
        QVERIFY2(submitted.exit == 0, submitted.words.constData());
        const QString id = submitted.json()[QLatin1String("id")].toString();
        QCOMPARE(
            submitted.json()[QLatin1String("job")].toObject()[QLatin1String("queue")].toString(),
            wanted);
        const Said early = run({QStringLiteral("trial"), QStringLiteral("status"), id});
        QCOMPARE(early.exit, 0);
        QVERIFY2(early.out.contains(id.toUtf8()) && early.out.contains(wanted.toUtf8()),
                 early.out.constData());
        const Said done =
            run({QStringLiteral("trial"), QStringLiteral("submit"), id, QStringLiteral("--wait")});
        QVERIFY2(done.exit == 0 && done.out.contains("done"), done.words + done.out);
        const Said fetched =
            run({QStringLiteral("trial"), QStringLiteral("fetch"), id, QStringLiteral("--json")});
        QVERIFY2(fetched.exit == 0, fetched.words.constData());
        QVERIFY(fetched.json()[QLatin1String("fetched")].toBool());
        const Said analysed = run({QStringLiteral("trial"), QStringLiteral("analyse"), id});
        QVERIFY2(analysed.exit == 0 && analysed.out.contains("95 %"), analysed.out.constData());
    }

    void theLogIsIntact() {
        QCOMPARE(run({QStringLiteral("audit"), QStringLiteral("verify")}).exit, 0);
    }

    // Killed, it takes the provider and Slurm with it.
    void nothingOutlivesTheSandbox() {
        const auto alive = [this] {
            int count = 0;
            for (const QString &number : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
                const QString proc = QStringLiteral("/proc/") + number;
                if (number.toInt() <= 0 || number.toLongLong() == m_sandbox.processId())
                    continue;
                for (const char *file : {"/cmdline", "/environ"}) {
                    QFile text(proc + QLatin1String(file));
                    if (text.open(QIODevice::ReadOnly) &&
                        text.readAll().contains((at("s") + u'/').toUtf8())) {
                        ++count;
                        break;
                    }
                }
            }
            return count;
        };
        QVERIFY(alive() >= 1);
        m_sandbox.kill();
        QVERIFY(m_sandbox.waitForFinished(10000));
        QTRY_COMPARE_WITH_TIMEOUT(alive(), 0, 30000);
        const Said gone = run({QStringLiteral("archive"), QStringLiteral("ls")});
        QCOMPARE(gone.exit, 1);
        QVERIFY2(gone.words.contains("127.0.0.1"), gone.words.constData());
    }
};

QTEST_GUILESS_MAIN(TestCloudPrograms)
#include "tst_cloudprograms.moc"
