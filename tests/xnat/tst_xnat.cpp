#include "Certificates.h"
#include "Server.h"
#include "TinyDicom.h"
#include "ZipStream.h"

#include "lastra/core/Digest.h"
#include "lastra/xnat/XnatArchive.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lastra;
using sandbox::TinyCt;
using xnat::XnatArchive;

namespace {

constexpr int kFiles = 12;

QByteArray contentOf(const QString &path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList allFiles(const QString &folder) {
    QStringList all;
    QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext())
        all << it.next();
    all.sort();
    return all;
}

archive::ReleaseTicket ticketFor(const QString &folder) {
    QMap<QString, QByteArray> files;
    for (const QString &path : allFiles(folder)) {
        const core::Sha256 digest = core::sha256(contentOf(path));
        files.insert(QDir(folder).relativeFilePath(path), core::hex(digest));
    }
    return archive::ReleaseTicket::issuedByWorkflowGate("root", "decision-1", files);
}

const archive::PushTarget kTarget{"SHARED", "ANON-1", "ANON-1_CT1", archive::IfExists::Refuse};

} // namespace

class TestXnat : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<sandbox::Certificates> m_certificates;
    std::unique_ptr<sandbox::Server> m_server;
    QString m_released, m_out;

    std::shared_ptr<net::HttpClient> http(const QString &ca = {}) {
        net::ClientOptions options;
        options.extraCaFile = ca.isEmpty() ? m_certificates->caFile() : ca;
        options.retry = {2, 1, 5};
        return std::make_shared<net::HttpClient>(options);
    }
    std::unique_ptr<XnatArchive> client(const char *user = "ada", const char *password = "secret") {
        return client(net::Credential::basic(user, core::SecretBytes(password)));
    }
    std::unique_ptr<XnatArchive> client(const net::Credential &credential, const QString &ca = {}) {
        xnat::XnatOptions options;
        options.url = QUrl(m_server->url());
        options.http = http(ca);
        options.credential = [credential](bool, core::Work &) { return credential; };
        options.pollMilliseconds = 1;
        options.prearchiveSeconds = 5;
        return std::make_unique<XnatArchive>(options);
    }
    // A session as another client stored it.
    QString stored(int files = kFiles) {
        const std::lock_guard lock(m_server->store().mutex);
        sandbox::Store &store = m_server->store();
        const QString id = store.newId('E');
        sandbox::Experiment &session = store.experiments[id];
        session.id = id;
        session.label = "P1_CT1";
        session.project = "CLINIC";
        session.subject = store.makeSubject("CLINIC", "P1", "ada").id;
        session.xsiType = "xnat:ctSessionData";
        session.modality = "CT";
        session.date = "2026-02-03";
        session.insertDate = store.stamp();
        session.uid = TinyCt().studyUid;
        for (int n = 1; n <= files; ++n) {
            TinyCt ct;
            ct.instanceNumber = n;
            ct.sopUid = ct.seriesUid + '.' + QString::number(n);
            ct.rows = ct.columns = 64;
            const QString path = store.temporaryFile();
            QFile file(path);
            if (file.open(QIODevice::WriteOnly))
                file.write(sandbox::tinyCt(ct));
            file.close();
            sandbox::Scan &scan = session.scans[n % 4 == 0 ? "10" : "2"];
            scan.id = n % 4 == 0 ? "10" : "2";
            scan.type = scan.description = "Axial (soft)";
            scan.modality = "CT";
            scan.xsiType = "xnat:ctScanData";
            sandbox::Resource &resource = scan.resources["DICOM"];
            if (resource.id == 0)
                resource = {store.newResourceId(), "DICOM", "DICOM", "RAW", {}};
            store.put(resource, QStringLiteral("slice-%1.dcm").arg(n), path);
        }
        return id;
    }
    void fault(const QJsonObject &rule) { m_server->faults().add(rule); }
    int seen(const QByteArray &method, const QString &part) {
        int count = 0;
        for (const sandbox::Seen &one : m_server->journal())
            count += one.method == method && one.path.contains(part);
        return count;
    }
    // Everything the server holds of the session lies in m_out, byte for byte.
    bool complete(const QString &session) {
        QMultiMap<QByteArray, QString> there;
        for (const QString &path : allFiles(m_out))
            there.insert(contentOf(path), path);
        int wanted = 0;
        for (const auto &[id, scan] : m_server->store().experiments[session].scans)
            for (const auto &[name, file] : scan.resources.at("DICOM").files) {
                ++wanted;
                if (!there.contains(contentOf(file.path)))
                    return false;
            }
        return there.size() == wanted;
    }

private Q_SLOTS:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_released = m_dir->path() + "/released";
        m_out = m_dir->path() + "/out";
        m_certificates = std::make_unique<sandbox::Certificates>(m_dir->path());
        const auto certificate = m_certificates->server();
        m_server = std::make_unique<sandbox::Server>(sandbox::ServerOptions{
            m_dir->path() + "/xnat", certificate.certificateFile, certificate.keyFile, 0});
        sandbox::Store &store = m_server->store();
        store.accounts["ada"] = {"ada", "secret", "Ada", "Test", false, 0};
        store.accounts["reader"] = {"reader", "secret", "Rea", "Der", false, 0};
        for (const char *id : {"CLINIC", "SHARED"}) {
            sandbox::Project project;
            project.id = project.name = id;
            project.roles = {{"ada", "member"}, {"reader", "collaborator"}};
            store.projects[id] = project;
        }
        TinyCt ct;
        ct.patientId = ct.patientName = "ANON-1";
        QCOMPARE(sandbox::writeTinySeries(m_released, ct, kFiles), kFiles);
        QVERIFY(m_server->start());
    }
    void cleanup() { m_server.reset(); }

    void oneSignInServesAllRequests() {
        core::Work work;
        const auto archive = client();
        const auto description = archive->describe(work);
        QVERIFY(description);
        QCOMPARE(description->product, "XNAT 1.8.10");
        QCOMPARE(description->account, "ada");
        QVERIFY(archive->projects(work));
        int basic = 0;
        for (const sandbox::Seen &one : m_server->journal()) {
            basic += one.credential == "basic";
            QVERIFY(!one.userAgent.contains("Mozilla"));
        }
        QCOMPARE(basic, 1);
        QVERIFY(archive->signOut(work));
        QCOMPARE(seen("DELETE", "/data/JSESSION"), 1);
    }

    void wrongPasswordIsTriedTwiceAtMost() {
        core::Work work;
        const auto refused = client("ada", "wrong")->describe(work);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, "xnat.signInNeeded");
        QVERIFY(m_server->store().accounts["ada"].failed <= 2);
    }

    void bearerTokensGoWithEachRequest() {
        m_server->desk().verifyBearerWith([](const QByteArray &token) {
            return token == "good"     ? sandbox::BearerVerdict{200, "sub-1", "Ada"}
                   : token == "nobody" ? sandbox::BearerVerdict{403, {}, {}}
                                       : sandbox::BearerVerdict{};
        });
        core::Work work;
        const auto bearer = [&](const char *token) {
            return client(net::Credential::bearer(core::SecretBytes(token)))->describe(work);
        };
        QCOMPARE(bearer("good")->account, "sandbox_sub-1");
        QCOMPARE(bearer("bad").error().code, "xnat.signInNeeded");
        // No project was named: it is the account that is not let in.
        QCOMPARE(bearer("nobody").error().code, "xnat.accountNotEnabled");
        const auto projects =
            client(net::Credential::bearer(core::SecretBytes("nobody")))->projects(work);
        QVERIFY(!projects);
        QCOMPARE(projects.error().code, "xnat.accountNotEnabled");
        QCOMPARE(seen("POST", "JSESSION"), 0);
    }

    void aliasTokensWorkUntilTheyAreInvalidated() {
        core::Work work;
        const auto archive = client();
        const auto token = archive->issueAliasToken(work);
        QVERIFY(token);
        QVERIFY(token->expires > QDateTime::currentDateTimeUtc());
        const auto alias = net::Credential::basic(token->alias, token->secret);
        QCOMPARE(client(alias)->describe(work)->account, "ada");
        QVERIFY(archive->invalidateAliasToken(token->alias, work));
        QCOMPARE(client(alias)->describe(work).error().code, "xnat.signInNeeded");
        for (const sandbox::Seen &one : m_server->journal())
            QVERIFY(!one.path.contains(QString::fromLatin1(token->secret.view().toByteArray())));
    }

    void listsWhatIsThere() {
        const QString id = stored();
        core::Work work;
        const auto archive = client();
        const auto projects = archive->projects(work);
        QCOMPARE(projects->size(), size_t(2));
        QVERIFY(projects->front().mayWrite);
        QVERIFY(!client("reader")->projects(work)->front().mayWrite);
        const auto page = archive->sessions({"CLINIC", {}, "p1", 0, 10}, work);
        QCOMPARE(page->sessions.size(), size_t(1));
        QVERIFY(!page->more);
        QCOMPARE(page->sessions[0].id, id);
        QCOMPARE(page->sessions[0].subject, "P1");
        QCOMPARE(page->sessions[0].date, QDate(2026, 2, 3));
        QCOMPARE(archive->session(id, work)->images, kFiles);
        const auto scans = archive->scans(id, work);
        QCOMPARE(scans->size(), size_t(2));
        QCOMPARE(scans->at(0).id, "2"); // before "10"
        QCOMPARE(scans->at(0).images, 9);
        const auto files = archive->files(id, "10", work);
        QCOMPARE(files->size(), size_t(3));
        QVERIFY(files->front().digest.startsWith("md5:"));
        QCOMPARE(archive->session("SANDBOX_E99999", work).error().code, "archive.notFound");
        QCOMPARE(archive->sessions({"NOWHERE", {}, {}, 0, 10}, work).error().code,
                 "archive.notFound");
    }

    void pagesCoverAllOnce() {
        for (int i = 0; i < 5; ++i) {
            const std::lock_guard lock(m_server->store().mutex);
            const QString id = m_server->store().newId('E');
            sandbox::Experiment session;
            session.id = session.label = id;
            session.project = "CLINIC";
            session.xsiType = "xnat:mrSessionData";
            m_server->store().experiments[id] = session;
        }
        core::Work work;
        const auto archive = client();
        QStringList ids;
        for (int offset = 0; offset < 6; offset += 2) {
            const auto page = archive->sessions({"CLINIC", {}, {}, offset, 2}, work);
            QCOMPARE(page->more, offset < 4);
            for (const auto &session : page->sessions) {
                ids << session.id;
                QCOMPARE(session.modality, "MR"); // from the type
            }
        }
        QCOMPARE(ids.size(), 5);
        QCOMPARE(ids.removeDuplicates(), 0);
    }

    void pullBringsEveryByteAndGoesOn() {
        const QString id = stored();
        core::Work work;
        const auto archive = client();
        const auto receipt = archive->pull({id, {}}, m_out, work);
        QVERIFY(receipt);
        QCOMPARE(receipt->files.size(), size_t(kFiles));
        QCOMPARE(receipt->unchecked, 0);
        QVERIFY(complete(id));
        QFile::remove(receipt->files[3].where);
        const auto again = archive->pull({id, {}}, m_out, work);
        QCOMPARE(again->kept, kFiles - 1);
        QVERIFY(complete(id));
        QFile other(receipt->files[0].where);
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write("something else");
        other.close();
        QCOMPARE(archive->pull({id, {}}, m_out, work).error().code, "archive.folderTaken");
    }

    void oneScanAlone() {
        const QString id = stored();
        core::Work work;
        QCOMPARE(client()->pull({id, {"10"}}, m_out, work)->files.size(), size_t(3));
    }

    void aBrokenPullEndsWhole_data() {
        QTest::addColumn<QJsonObject>("rule");
        const QString zip = "scans/2/.*format=zip";
        QTest::newRow("stops in mid-answer")
            << QJsonObject{{"path", zip}, {"do", "reset"}, {"after", 30000}};
        QTest::newRow("cut zip") << QJsonObject{
            {"path", zip}, {"do", "truncate"}, {"after", 30000}};
        QTest::newRow("login page first") << QJsonObject{{"path", zip}, {"do", "login"}};
        QTest::newRow("login page in the middle")
            << QJsonObject{{"path", zip}, {"do", "loginMid"}, {"after", 30000}};
        QTest::newRow("session expired") << QJsonObject{{"path", zip}, {"do", "expire"}};
        QTest::newRow("gateway") << QJsonObject{{"path", zip}, {"do", "status"}, {"status", 502}};
        QTest::newRow("slow") << QJsonObject{
            {"path", zip}, {"do", "slow"}, {"ms", 1}, {"chunk", 4096}};
        QTest::newRow("expired while listing")
            << QJsonObject{{"path", "ALL/files"}, {"do", "expire"}};
        QTest::newRow("login page while listing")
            << QJsonObject{{"path", "ALL/files"}, {"do", "login"}};
        QTest::newRow("lying length while listing")
            << QJsonObject{{"path", "ALL/files"}, {"do", "lie"}};
    }
    void aBrokenPullEndsWhole() {
        QFETCH(QJsonObject, rule);
        const QString id = stored();
        fault(rule);
        core::Work work;
        const auto receipt = client()->pull({id, {}}, m_out, work);
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().toLog()));
        QVERIFY(complete(id));
    }

    void aServerThatKeepsBreakingLeavesWholeFilesOnly() {
        const QString id = stored();
        fault({{"path", "/files"},
               {"method", "GET"},
               {"skip", 1},
               {"times", 1000},
               {"do", "reset"},
               {"after", 9000}});
        core::Work work;
        const auto receipt = client()->pull({id, {}}, m_out, work);
        QVERIFY(!receipt);
        QCOMPARE(receipt.error().code, "net.interrupted");
        for (const QString &path : allFiles(m_out))
            QVERIFY(QFileInfo(path).size() > 8000 && !path.endsWith(".part"));
        m_server->faults().clear();
        QVERIFY(client()->pull({id, {}}, m_out, work));
        QVERIFY(complete(id));
    }

    void lyingContentIsRefused() {
        const QString id = stored();
        fault({{"path", "ALL/files"}, {"do", "wrongDigest"}});
        core::Work work;
        QCOMPARE(client()->pull({id, {}}, m_out, work).error().code, "archive.verifyFailed");
        QVERIFY(allFiles(m_out).isEmpty());
    }

    void aZipCannotLeaveItsFolder_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("parent") << "P1_CT1/../../../evil.dcm";
        QTest::newRow("absolute") << "/tmp/lastra-evil.dcm";
        QTest::newRow("drive") << "C:/evil.dcm";
        QTest::newRow("backslashes") << "..\\evil.dcm";
    }
    void aZipCannotLeaveItsFolder() {
        QFETCH(QString, name);
        const QString id = stored();
        const QString zip = m_dir->path() + "/hostile.zip";
        QFile out(zip);
        QVERIFY(out.open(QIODevice::WriteOnly));
        QVERIFY(sandbox::writeZip({{name, m_released + "/IM0001.dcm"}},
                                  [&](const char *data, size_t size) {
                                      return out.write(data, qint64(size)) == qint64(size);
                                  }));
        out.close();
        fault({{"path", "format=zip"}, {"do", "replace"}, {"file", zip}});
        core::Work work;
        const auto receipt = client()->pull({id, {}}, m_out, work);
        QVERIFY(!receipt);
        QCOMPARE(receipt.error().code, "xnat.zipUnsafe");
        QVERIFY(allFiles(m_dir->path()).filter("evil").isEmpty());
    }

    void aMemberLargerThanAnnouncedIsStopped() {
        const QString id = stored();
        QFile big(m_dir->path() + "/big");
        QVERIFY(big.open(QIODevice::WriteOnly) && big.resize(20 << 20));
        const QString zip = m_dir->path() + "/bomb.zip";
        QFile out(zip);
        QVERIFY(out.open(QIODevice::WriteOnly));
        QVERIFY(sandbox::writeZip(
            {{"P1_CT1/scans/2-Axial/resources/DICOM/files/slice-1.dcm", big.fileName()}},
            [&](const char *data, size_t size) {
                return out.write(data, qint64(size)) == qint64(size);
            }));
        out.close();
        fault({{"path", "format=zip"}, {"do", "replace"}, {"file", zip}});
        core::Work work;
        QCOMPARE(client()->pull({id, {"2"}}, m_out, work).error().code, "xnat.zipUnsafe");
        QVERIFY(allFiles(m_out).isEmpty());
    }

    void namesInAListCannotLeaveTheFolder() {
        const QString id = stored(1);
        auto &files = m_server->store().experiments[id].scans["2"].resources["DICOM"].files;
        sandbox::File file = files.begin()->second;
        files.clear();
        file.name = "../../../evil.dcm";
        files[file.name] = file;
        core::Work work;
        QCOMPARE(client()->pull({id, {}}, m_out, work).error().code, "xnat.badAnswer");
        QVERIFY(allFiles(m_dir->path()).filter("evil").isEmpty());
    }

    void pushedFilesAreConfirmedOneByOne() {
        core::Work work;
        const auto receipt = client()->push(m_released, ticketFor(m_released), kTarget, work);
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().toLog()));
        QCOMPARE(receipt->files.size(), size_t(kFiles));
        QCOMPARE(receipt->decision, "decision-1");
        QCOMPARE(receipt->rewritten, 0);
        const sandbox::Experiment *session = m_server->store().experiment("SHARED", "ANON-1_CT1");
        QVERIFY(session);
        QCOMPARE(session->id, receipt->session);
        QCOMPARE(session->patientId, "ANON-1");
        QVERIFY(m_server->store().prearchive.empty());
        m_out = m_dir->path() + "/back";
        QVERIFY(client()->pull({receipt->session, {}}, m_out, work));
        QVERIFY(complete(receipt->session));
    }

    void pushNeedsTheVeryFilesOfTheTicket() {
        core::Work work;
        const auto ticket = ticketFor(m_released);
        const auto archive = client();
        const auto none = archive::ReleaseTicket::issuedByWorkflowGate({}, {}, {});
        QCOMPARE(archive->push(m_released, none, kTarget, work).error().code,
                 "archive.ticketInvalid");
        QFile file(m_released + "/IM0003.dcm");
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() - 1));
        file.write("x");
        file.close();
        QCOMPARE(archive->push(m_released, ticket, kTarget, work).error().arguments,
                 QStringList{"IM0003.dcm"});
        QCOMPARE(seen("POST", "services/import"), 0);
        archive::PushTarget odd = kTarget;
        odd.session = "a/../b";
        QCOMPARE(archive->push(m_released, ticketFor(m_released), odd, work).error().code,
                 "archive.badLabel");
    }

    void theSameContentTwiceIsOneCopy() {
        core::Work work;
        const auto archive = client();
        const auto ticket = ticketFor(m_released);
        const auto first = archive->push(m_released, ticket, kTarget, work);
        const auto second = archive->push(m_released, ticket, kTarget, work);
        QVERIFY(second);
        QVERIFY(second->wasThere && !first->wasThere);
        QCOMPARE(second->session, first->session);
        QCOMPARE(seen("POST", "services/import"), 1);
    }

    void aLostAnswerMakesNoSecondCopy_data() {
        QTest::addColumn<QJsonObject>("rule");
        QTest::newRow("import") << QJsonObject{
            {"method", "POST"}, {"path", "services/import"}, {"do", "lose"}};
        QTest::newRow("commit") << QJsonObject{
            {"method", "POST"}, {"path", "action=commit"}, {"do", "lose"}};
        QTest::newRow("busy") << QJsonObject{{"method", "POST"},
                                             {"path", "action=commit"},
                                             {"do", "status"},
                                             {"status", 409},
                                             {"times", 3}};
        QTest::newRow("gateway, nothing stored") << QJsonObject{
            {"method", "POST"}, {"path", "services/import"}, {"do", "status"}, {"status", 502}};
        QTest::newRow("session expired")
            << QJsonObject{{"method", "POST"}, {"path", "services/import"}, {"do", "expire"}};
    }
    void aLostAnswerMakesNoSecondCopy() {
        QFETCH(QJsonObject, rule);
        fault(rule);
        core::Work work;
        const auto receipt = client()->push(m_released, ticketFor(m_released), kTarget, work);
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().toLog()));
        QCOMPARE(m_server->store().experiments.size(), size_t(1));
        QVERIFY(m_server->store().prearchive.empty());
        const sandbox::Experiment &session = m_server->store().experiments.begin()->second;
        QCOMPARE(session.scans.size(), size_t(1));
        QCOMPARE(session.scans.begin()->second.resources.at("DICOM").files.size(), size_t(kFiles));
    }

    void otherContentUnderTheLabelIsLeftAlone() {
        core::Work work;
        const auto archive = client();
        QVERIFY(archive->push(m_released, ticketFor(m_released), kTarget, work));
        TinyCt more;
        more.seriesUid += ".7";
        more.seriesNumber = 7;
        const QString second = m_dir->path() + "/second";
        sandbox::writeTinySeries(second, more, 2);
        QCOMPARE(archive->push(second, ticketFor(second), kTarget, work).error().code,
                 "archive.targetTaken");
        archive::PushTarget append = kTarget;
        append.ifExists = archive::IfExists::Append;
        const auto receipt = archive->push(second, ticketFor(second), append, work);
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().toLog()));
        QCOMPARE(m_server->store().experiments.begin()->second.scans.size(), size_t(2));
        // The same study under another label would split it.
        archive::PushTarget elsewhere = kTarget;
        elsewhere.session = "OTHER";
        QCOMPARE(archive->push(m_released, ticketFor(m_released), elsewhere, work).error().code,
                 "archive.targetTaken");
    }

    void whoMayOnlyReadIsToldSo() {
        core::Work work;
        const auto refused =
            client("reader")->push(m_released, ticketFor(m_released), kTarget, work);
        QCOMPARE(refused.error().code, "archive.notAllowed");
        QCOMPARE(seen("POST", "services/import"), 0);
    }

    void headersTheServerRewroteAreComparedByImage() {
        m_server->store().siteScript = true;
        core::Work work;
        const auto receipt = client()->push(m_released, ticketFor(m_released), kTarget, work);
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().toLog()));
        QCOMPARE(receipt->rewritten, kFiles);
        QCOMPARE(m_server->store().experiments.begin()->second.patientId, "ANON-1_CT1");
    }

    void withoutChecksumsTheCopyIsReadBack() {
        m_server->store().checksums = false;
        core::Work work;
        const auto receipt = client()->push(m_released, ticketFor(m_released), kTarget, work);
        QVERIFY2(receipt, receipt ? "" : qPrintable(receipt.error().toLog()));
        QCOMPARE(receipt->files.size(), size_t(kFiles));
        QVERIFY(seen("GET", "/files/") >= kFiles);
    }

    void aHeldUploadIsNoSuccess() {
        m_server->store().projects["SHARED"].prearchiveCode = 0;
        fault({{"method", "POST"}, {"path", "services/import.*"}, {"do", "slow"}, {"ms", 1}});
        core::Work work;
        // Another study of ours waits in conflict with what is archived under the label.
        QVERIFY(client()->push(m_released, ticketFor(m_released), kTarget, work));
        m_server->store().experiments.begin()->second.uid = "1.2.3";
        TinyCt other;
        other.studyUid += ".5";
        other.seriesUid = other.studyUid + ".1";
        const QString second = m_dir->path() + "/second";
        sandbox::writeTinySeries(second, other, 2);
        archive::PushTarget append = kTarget;
        append.ifExists = archive::IfExists::Append;
        QCOMPARE(client()->push(second, ticketFor(second), append, work).error().code,
                 "xnat.conflict");
    }

    void aForeignCertificateIsRefused() {
        const QString folder = m_dir->path() + "/other";
        QVERIFY(QDir().mkpath(folder));
        const sandbox::Certificates other(folder);
        core::Work work;
        const auto refused =
            client(net::Credential::basic("ada", core::SecretBytes("secret")), other.caFile())
                ->describe(work);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, "net.tlsUntrusted");
        QVERIFY(m_server->journal().isEmpty());
    }

    void anotherKindOfServerIsNamedSo() {
        fault({{"path", "JSESSION"}, {"do", "login"}, {"times", 10}});
        core::Work work;
        QCOMPARE(client()->describe(work).error().code, "xnat.notXnat");
    }

    void cancellingStops() {
        const QString id = stored();
        core::Work work;
        work.cancel();
        QCOMPARE(client()->pull({id, {}}, m_out, work).error().code, "core.cancelled");
        QCOMPARE(client()->push(m_released, ticketFor(m_released), kTarget, work).error().code,
                 "core.cancelled");
        QVERIFY(allFiles(m_out).isEmpty());
        QVERIFY(m_server->store().experiments.size() == 1);
    }
};

QTEST_GUILESS_MAIN(TestXnat)
#include "tst_xnat.moc"
