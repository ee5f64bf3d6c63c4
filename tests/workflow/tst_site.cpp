#include "lastra/core/AtomicFile.h"
#include "lastra/workflow/Messages.h"
#include "lastra/workflow/Site.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra;
using namespace lastra::workflow;

class TestSite : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;

    // Ordinary strings, not raw ones: moc 6.4 loses a class whose raw strings hold "//".
    static QByteArray withArchive(const QByteArray &url) {
        return "{\"name\": \"x\", \"archive\": {\"kind\": \"xnat\", \"url\": \"" + url + "\"}}";
    }
    core::Result<Site> load(const QByteArray &json) {
        const QString file = m_home.filePath(QStringLiteral("site.json"));
        [&] { QVERIFY(core::AtomicFile::writeAll(file, json)); }();
        return loadSite(file, *core::Home::open(m_home.path()));
    }

private Q_SLOTS:
    void thisComputerIsTheDefault() {
        const auto site = loadSite({}, *core::Home::open(m_home.path()));
        QVERIFY(site);
        QCOMPARE(site->name, QStringLiteral("this-computer"));
        QVERIFY(site->archive == Site::ArchiveKind::Local);
    }

    void aTemplateNamesWhatIsMissing() {
        const auto site = loadSite(QStringLiteral("epic-cloud"), *core::Home::open(m_home.path()));
        QVERIFY(!site);
        QCOMPARE(site.error().code, QByteArray("workflow.siteIncomplete"));
        QVERIFY(
            sentence(site.error(), Language::English).contains(QStringLiteral("identity.issuer")));
        QVERIFY(sentence(site.error(), Language::Italian).contains(QStringLiteral("manca")));
    }

    void plainHttpIsForThisComputerAlone() {
        const auto far = load(withArchive("http://xnat.example.org"));
        QVERIFY(!far);
        QCOMPARE(far.error().code, QByteArray("workflow.siteInvalid"));
        const auto near = load(withArchive("http://127.0.0.1:8080"));
        QVERIFY(near);
        const auto password = load(withArchive("https://u:p@xnat.example.org"));
        QVERIFY(!password);
    }

    void pathsAreRelativeToTheFile() {
        QVERIFY(core::AtomicFile::writeAll(m_home.filePath(QStringLiteral("ca.pem")), "x"));
        const auto site = load("{\"name\": \"x\", \"caFile\": \"ca.pem\"}");
        QVERIFY(site);
        QCOMPARE(site->caFile, m_home.filePath(QStringLiteral("ca.pem")));
        QVERIFY(!load("{\"name\": \"x\", \"caFile\": \"none.pem\"}"));
    }

    void ownSitesComeBesideTheShipped() {
        QDir(m_home.path()).mkdir(QStringLiteral("sites"));
        QVERIFY(core::AtomicFile::writeAll(m_home.filePath(QStringLiteral("sites/mine.json")),
                                           "{\"name\": \"mine\"}"));
        QVERIFY(core::AtomicFile::writeAll(m_home.filePath(QStringLiteral("sites/bad.json")), "{"));
        QVERIFY(core::AtomicFile::writeAll(m_home.filePath(QStringLiteral("elsewhere.json")),
                                           "{\"name\": \"sandbox\", \"title\": \"Sandbox\"}"));
        const core::Home home = *core::Home::open(m_home.path());
        const QString other = m_home.filePath(QStringLiteral("elsewhere.json"));
        QStringList refs, titles;
        for (const KnownSite &known : listSites(home, {other})) {
            refs << known.site.ref;
            titles << known.site.title;
            // What is listed without a problem is found again under the name it is listed by.
            const auto loaded = loadSite(known.site.ref, home);
            QCOMPARE(bool(loaded), !known.problem);
            if (loaded)
                QCOMPARE(loaded->ref, known.site.ref);
            else
                QCOMPARE(loaded.error().code, known.problem->code);
        }
        QCOMPARE(refs, (QStringList{QStringLiteral("bad"), QStringLiteral("mine"),
                                    QStringLiteral("epic-cloud"), QStringLiteral("this-computer"),
                                    other}));
        QCOMPARE(titles.first(), QStringLiteral("bad"));
        QCOMPARE(titles.at(2), QStringLiteral("EPIC Cloud"));
    }

    void aPathIsNoName() {
        const auto site =
            loadSite(QStringLiteral("../../etc/passwd"), *core::Home::open(m_home.path()));
        QVERIFY(!site);
        QCOMPARE(site.error().code, QByteArray("workflow.siteUnknown"));
    }

    void argumentsStayAsTheyAre() {
        const core::Error error{"workflow.siteIncomplete",
                                {QStringLiteral("%2.json"), QStringLiteral("name")},
                                {},
                                nullptr};
        QVERIFY(sentence(error, Language::English)
                    .startsWith(QStringLiteral("The site file %2.json lacks name.")));
        QCOMPARE(sentence({"no.such", {}, {}, nullptr}, Language::English),
                 QStringLiteral("no.such"));
    }
};

QTEST_GUILESS_MAIN(TestSite)
#include "tst_site.moc"
