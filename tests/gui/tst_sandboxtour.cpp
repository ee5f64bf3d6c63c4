// The tour in the real program against the sandbox: sign-in by a scripted browser, pull, the whole
// main job, release through the gate; jobs go to Slurm where it is. What the programs leave behind
// is looked at, nothing of them.

#include "Sandbox.h"

#include <QDir>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace lastra;

class TestSandboxTour : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir{QStringLiteral("/tmp/ltXXXXXX")};
    std::unique_ptr<sandbox::Sandbox> m_sandbox;

private Q_SLOTS:
    void initTestCase() {
        if (qEnvironmentVariableIsEmpty("DISPLAY") &&
            qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
            QSKIP("no display");
        if (const QString missing = sandbox::Provider::missing(); !missing.isEmpty())
            QSKIP(qPrintable(missing));
        ::chmod(QFile::encodeName(m_dir.path()).constData(), 0755); // jobs run as nobody
        sandbox::SandboxOptions options;
        options.folder = m_dir.filePath(QStringLiteral("s"));
        options.provider = options.slurm = true;
        options.engine = QStringLiteral(LASTRA_BINARY_DIR "/bin/lastra-sim");
        m_sandbox = std::make_unique<sandbox::Sandbox>(options);
        QVERIFY2(m_sandbox->start(), qPrintable(m_sandbox->errorString()));
        if (!m_sandbox->slurmMissing().isEmpty())
            qWarning("%s", qPrintable(m_sandbox->slurmMissing()));
    }
    void cleanupTestCase() { m_sandbox.reset(); }

    void everyStepHappens() {
        const QString out = m_dir.filePath(QStringLiteral("tour"));
        QProcess lastra;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("BROWSER"),
                           QStringLiteral(LASTRA_BINARY_DIR "/bin/lastra-sandbox-browser"));
        environment.insert(QStringLiteral("LASTRA_SANDBOX_DIR"),
                           m_dir.filePath(QStringLiteral("s")));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_dir.filePath(QStringLiteral("c")));
        environment.remove(QStringLiteral("QT_QPA_PLATFORM")); // the display of the run
        lastra.setProcessEnvironment(environment);
        lastra.setProcessChannelMode(QProcess::MergedChannels);
        lastra.start(QStringLiteral(LASTRA_BINARY_DIR "/bin/lastra"),
                     {QStringLiteral("--site"), m_sandbox->siteFile(), QStringLiteral("--tour"),
                      out, QStringLiteral("--tour-facts"), m_sandbox->factsFile(),
                      QStringLiteral("--tour-project"), QStringLiteral("SHARED")});
        QVERIFY(lastra.waitForFinished(580000));
        QVERIFY2(lastra.exitStatus() == QProcess::NormalExit && lastra.exitCode() == 0,
                 lastra.readAll().constData());

        QStringList pictures =
            QDir(out).entryList({QStringLiteral("*.png")}, QDir::Files, QDir::Name);
        for (const QString &picture : pictures)
            QCOMPARE(QImage(out + u'/' + picture).size(), QSize(1600, 1000));
        for (QString &picture : pictures)
            picture = picture.mid(3).chopped(4);
        QCOMPARE(pictures.join(u' '),
                 QStringLiteral("signed-in start pulled import what-will-change deidentified "
                                "signed-off read trial-design trial-running trial-results "
                                "compliance-before compliance-after released"));
        for (const char *file : {"index.html", "report/report.en.html", "report/report.it.html"})
            QVERIFY2(QFileInfo(out + u'/' + QLatin1String(file)).size() > 500, file);
    }

    void theServerHoldsWhatWasReleased() {
        sandbox::Store &store = m_sandbox->server().store();
        const std::lock_guard lock(store.mutex);
        int sessions = 0;
        size_t files = 0;
        for (const auto &[id, session] : store.experiments) {
            if (session.project != QStringLiteral("SHARED"))
                continue;
            ++sessions;
            for (const auto &[scanId, scan] : session.scans)
                for (const auto &[label, resource] : scan.resources)
                    files += resource.files.size();
        }
        QVERIFY2(sessions >= 3, qPrintable(QString::number(sessions)));
        QVERIFY2(files >= 180, qPrintable(QString::number(files)));
    }
};

int main(int argc, char **argv) {
    // Qt Test stops a function after five minutes; on a busy computer the tour takes longer.
    qputenv("QTEST_FUNCTION_TIMEOUT", "600000");
    const QCoreApplication app(argc, argv);
    TestSandboxTour test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sandboxtour.moc"
