#include "AuditLine.h"
#include "Checkpoint.h"
#include "lastra/compliance/AuditLog.h"
#include "lastra/compliance/ContentRoot.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Signature.h"

#include <QDir>
#include <QtTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace lastra;
using namespace lastra::compliance;

namespace {

const QDateTime kStart(QDate(2026, 11, 23), QTime(12, 0), Qt::UTC);

QString digest(char c) {
    return QStringLiteral("sha256:") + QString(64, QLatin1Char(c));
}

AuditEvent entry(const char *act, const char *why = "") {
    AuditEvent e;
    e.act = QLatin1String(act);
    e.dataset = QStringLiteral("urn:uuid:6f1c2c1e-8a53-4b0e-9a7d-0f2f6a1d5c11");
    e.root = digest('1');
    e.why = QLatin1String(why);
    return e;
}

QByteArray bytesOf(const QString &path) {
    return core::readFile(path, 64 << 20).value();
}

void writeBytes(const QString &path, const QByteArray &bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

// The three lines of the published vector.
std::vector<AuditLine> vectorLines() {
    AuditLine common;
    common.actor = "u:3b9f0c62a1d4e875";
    common.app = digest('a').toLatin1();
    common.cat = digest('c').toLatin1();
    common.ds = "urn:uuid:6f1c2c1e-8a53-4b0e-9a7d-0f2f6a1d5c11";
    common.floor = "2026-11-23T12:00:00Z";
    common.root = digest('1').toLatin1();
    std::vector<AuditLine> lines(3, common);
    lines[0].act = "dataset.registered";
    lines[1].act = "control.evaluated";
    lines[1].ctl = "DPA-01";
    lines[1].ev = {digest('d').toLatin1()};
    lines[1].from = "UNKNOWN";
    lines[1].to = "PASS";
    lines[1].why = "in_force";
    lines[2].act = "gate.decided";
    lines[2].gate = "upload";
    lines[2].to = "OPEN";
    lines[2].why = "all_pass";
    QByteArray prev(64, '0');
    for (int i = 0; i < 3; ++i) {
        lines[size_t(i)].seq = i;
        lines[size_t(i)].ts = "2026-11-23T12:00:0" + QByteArray::number(i) + 'Z';
        lines[size_t(i)].prev = prev;
        prev = core::hex(leafHash(lines[size_t(i)].write()));
    }
    return lines;
}

constexpr char kNote[] =
    "lastra.example/log/0001\n3\nwU7GJcHE8vYHSET0TyQBcBHcm1A+pP1K0QV0ZJ3lRTY=\n\n"
    "\xe2\x80\x94 lastra.example/log/0001 "
    "81vw2j2kGahPvGMpJtzDQ9hiCEAS+z/zduL4aXRU5IHL4ixRJK6CU8hM5AY/"
    "EiQwh+YzyqRAvkmNnoEcIavFUSH64QI=\n";

} // namespace

class tst_audit : public QObject {
    Q_OBJECT

    std::shared_ptr<core::FixedClock> m_clock = std::make_shared<core::FixedClock>(kStart);

    AuditSettings settings(const QString &folder, std::shared_ptr<core::SecretStore> store = {}) {
        return {folder,
                QStringLiteral("https://iam"),
                QStringLiteral("subject"),
                digest('a'),
                digest('c'),
                std::move(store),
                m_clock};
    }
    // A log of n lines that ends with a checkpoint.
    void fill(const QString &folder, int n) {
        auto log = AuditLog::open(settings(folder));
        QVERIFY2(log.has_value(), log ? "" : qPrintable(log.error().toLog()));
        for (int i = 0; i < n; ++i) {
            m_clock->set(kStart.addSecs(i));
            QVERIFY((*log)->append(entry("action.started")).has_value());
        }
    }
    static AuditVerdict verdict(const QString &folder) {
        return verifyAudit(auditFilesIn(folder)).value();
    }

private Q_SLOTS:
    void init() { m_clock->set(kStart); }

    void signatureOfRfc8032() {
        const core::SecretBytes seed(QByteArray::fromHex(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        const QByteArray key = core::ed25519PublicKey(seed);
        QCOMPARE(key.toHex(),
                 QByteArray("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        const QByteArray signature = core::ed25519Sign(seed, {});
        QCOMPARE(signature.left(8).toHex(), QByteArray("e5564300c360ac72"));
        QVERIFY(core::ed25519Verify(key, {}, signature));
        QVERIFY(!core::ed25519Verify(key, "x", signature));
        QVERIFY(core::ed25519PublicKey(core::SecretBytes("short")).isEmpty());
    }

    void publishedVector() {
        const auto lines = vectorLines();
        static const QByteArray leaves[] = {
            "4baa493d36fb224d0d7ca8ded9602f8d6e6836cd21ac5f9a59dcc279ea96f6ca",
            "2d6f36caff70441da4da53292547413b35f77abbcd026f69e2b94b5068c81f39",
            "d3d6de66444dcd15be6f03561ff0776cb2e9c279b0b163a8ee78d03152691166"};
        GrowingTree tree;
        for (size_t i = 0; i < 3; ++i) {
            const QByteArray bytes = lines[i].write();
            QCOMPARE(core::hex(leafHash(bytes)), leaves[i]);
            tree.add(leafHash(bytes));
            const auto back = AuditLine::read(bytes);
            QVERIFY(back.has_value());
            QCOMPARE(back->write(), bytes);
            QVERIFY(back->misshapen().isEmpty());
        }
        QCOMPARE(core::hex(tree.root()),
                 QByteArray("c14ec625c1c4f2f6074844f44f24017011dc9b503ea4fd4ad10574649de54536"));
        const core::SecretBytes seed(QByteArray::fromHex(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
        const Checkpoint checkpoint{"lastra.example/log/0001", 3, tree.root()};
        QCOMPARE(checkpoint.sign(seed), QByteArray(kNote));
        const TrustKey key{"lastra.example/log/0001", core::ed25519PublicKey(seed)};
        QCOMPARE(openNote(kNote, TrustKey::read(key.write() + '\n')).state,
                 OpenedNote::State::Good);
    }

    void vectorVerifies() {
        QTemporaryDir dir;
        QByteArray log;
        for (const AuditLine &line : vectorLines())
            log += line.write() + '\n';
        AuditFiles files = auditFilesIn(dir.path());
        writeBytes(files.log, log);
        QCOMPARE(verifyAudit(files)->exit, AuditExit::Undecided);
        QCOMPARE(verifyAudit(files)->why, QStringLiteral("noKey"));
        const TrustKey key{"lastra.example/log/0001",
                           QByteArray::fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af0"
                                               "21a68f707511a")};
        writeBytes(files.trust, key.write() + '\n');
        QCOMPARE(verifyAudit(files)->why, QStringLiteral("noCheckpoint"));
        files.anchor = kNote;
        const auto intact = verifyAudit(files);
        QCOMPARE(intact->exit, AuditExit::Intact);
        QCOMPARE(intact->size, 3);
        QCOMPARE(intact->anchorTime, kStart.addSecs(2));
        // A checkpoint somebody else signed anchors nothing.
        files.anchor = QByteArray(kNote).replace("\n3\n", "\n2\n");
        QCOMPARE(verifyAudit(files)->exit, AuditExit::Undecided);
        QCOMPARE(verifyAudit(files)->why, QStringLiteral("forgedCheckpoint"));
    }

    void onlyCanonicalLinesAreRead_data() {
        QTest::addColumn<QByteArray>("line");
        const QByteArray good = vectorLines()[1].write();
        const auto row = [&](const char *tag, const char *from, const char *to) {
            QVERIFY(good.contains(from));
            QTest::newRow(tag) << QByteArray(good).replace(from, to);
        };
        row("blank", ",\"app\"", ", \"app\"");
        row("order", "\"v\":1", "\"a\":1");
        row("leading zero", "\"seq\":1", "\"seq\":01");
        row("float", "\"seq\":1", "\"seq\":1.0");
        row("negative", "\"seq\":1", "\"seq\":-1");
        row("too large", "\"seq\":1", "\"seq\":9007199254740992");
        row("null", "\"in_force\"", "null");
        row("escape", "in_force", "in\\u005fforce");
        row("not ASCII", "in_force", "in_f\xc3\xb6rce");
        row("duplicate", "\"ctl\":", "\"ctl\":\"DPA-01\",\"ctl\":");
        row("other field", "\"ctl\":", "\"cty\":");
        row("version", "\"v\":1", "\"v\":2");
        row("empty list", "[\"sha256:", "[],\"ex\":[\"sha256:");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("brace") << QByteArray("{");
        QTest::newRow("tail") << good + ' ';
    }
    void onlyCanonicalLinesAreRead() {
        QFETCH(QByteArray, line);
        QVERIFY(!AuditLine::read(line));
    }

    void appendsAndVerifies() {
        QTemporaryDir dir;
        fill(dir.path(), 5);
        const AuditVerdict v = verdict(dir.path());
        QCOMPARE(v.exit, AuditExit::Intact);
        QCOMPARE(v.size, 5);
        QCOMPARE(v.anchorSize, 5);
        // Opened again it goes on where it was.
        {
            auto log = AuditLog::open(settings(dir.path()));
            QVERIFY(log.has_value());
            QCOMPARE((*log)->head().size, 5);
            const auto head = (*log)->append(entry("gate.decided", "rows_unknown"));
            QCOMPARE(head->size, 6);
            QCOMPARE(head->lastAnchor, kStart.addSecs(4)); // gate decisions are anchored at once
        }
        QCOMPARE(verdict(dir.path()).anchorSize, 6);
    }

    void refusesWhatIsNotOnItsLists() {
        QTemporaryDir dir;
        auto log = AuditLog::open(settings(dir.path()));
        AuditEvent bad = entry("action.started");
        bad.dataset = QStringLiteral("Rossi^Mario");
        QCOMPARE((*log)->append(bad).error().code, QByteArray("compliance.auditRefused"));
        bad = entry("action.started", "because");
        QCOMPARE((*log)->append(bad).error().arguments, QStringList{"why"});
        // All or none of a batch.
        QVERIFY(!(*log)->append({entry("action.started"), bad}));
        QCOMPARE((*log)->head().size, 0);
    }

    void everyFlippedByteIsFound() {
        QTemporaryDir dir;
        fill(dir.path(), 4);
        const AuditFiles files = auditFilesIn(dir.path());
        const QByteArray good = bytesOf(files.log);
        for (qsizetype i = 0; i < good.size(); ++i)
            for (const int flip : {1 << (i % 8), 0x20}) {
                QByteArray bad = good;
                bad[i] = char(bad[i] ^ flip);
                writeBytes(files.log, bad);
                const auto v = verifyAudit(files);
                const int exit = int(v->exit);
                QVERIFY2(exit == 1 || exit == 2 || exit == 4 || exit == 5,
                         qPrintable(QString::number(i)));
                if (exit == 1)
                    QVERIFY(v->line >= 0 && v->line < 4);
            }
        writeBytes(files.log, good);
        QCOMPARE(verifyAudit(files)->exit, AuditExit::Intact);
    }

    void cutTailIsFoundByTheCheckpoint() {
        QTemporaryDir dir;
        fill(dir.path(), 6);
        const AuditFiles files = auditFilesIn(dir.path());
        const QList<QByteArray> lines = bytesOf(files.log).split('\n');
        QByteArray shorter;
        for (int n = 0; n < 6; ++n) {
            writeBytes(files.log, shorter);
            const auto v = verifyAudit(files);
            QCOMPARE(v->exit, AuditExit::Truncated);
            QCOMPARE(v->size, n);
            QCOMPARE(v->anchorSize, 6);
            shorter += lines[n] + '\n';
        }
        // Such a log is not written to either.
        writeBytes(files.log, lines[0] + '\n');
        QCOMPARE(AuditLog::open(settings(dir.path())).error().code,
                 QByteArray("compliance.auditBroken"));
    }

    void wholeFolderDeletedIsNoticed() {
        QTemporaryDir dir;
        const std::shared_ptr<core::SecretStore> store = core::memoryStore();
        {
            auto log = AuditLog::open(settings(dir.filePath("log"), store));
            QVERIFY((*log)->append(entry("action.started")).has_value());
        }
        const QString log = dir.filePath("log");
        QVERIFY(QDir(log).removeRecursively());
        // Before anything is made again, and after each try to make it.
        for (int i = 0; i < 3; ++i) {
            const auto v = verifyAudit(auditFilesIn(log, *store));
            QVERIFY(v.has_value());
            QCOMPARE(v->exit, AuditExit::Truncated);
            QCOMPARE(v->anchorSize, 1);
            QCOMPARE(AuditLog::open(settings(log, store)).error().code,
                     QByteArray("compliance.auditBroken"));
        }
    }

    // The trust file and the checkpoints lie beside the log; who can cut the one can delete the
    // others.
    void aCutIsFoundWithoutTrustFileAndCheckpoints() {
        QTemporaryDir dir;
        const std::shared_ptr<core::SecretStore> store = core::memoryStore();
        {
            auto log = AuditLog::open(settings(dir.path(), store));
            for (int i = 0; i < 4; ++i)
                QVERIFY((*log)->append(entry("action.started")).has_value());
        }
        AuditFiles files = auditFilesIn(dir.path(), *store);
        QCOMPARE(verifyAudit(files)->exit, AuditExit::Intact);
        const QByteArray trust = bytesOf(files.trust), good = bytesOf(files.log);
        const auto beside = [&](const QByteArray &log) {
            writeBytes(files.log, log);
            QFile::remove(files.trust);
            QVERIFY(QDir(files.checkpoints).removeRecursively());
        };
        const QByteArray cut = good.split('\n').mid(0, 2).join('\n') + '\n';
        for (int i = 0; i < 2; ++i) { // also when the first try has made new files
            beside(cut);
            QCOMPARE(verifyAudit(files)->exit, AuditExit::Truncated);
            QCOMPARE(AuditLog::open(settings(dir.path(), store)).error().code,
                     QByteArray("compliance.auditBroken"));
        }
        // A stranger's log and keys instead of one's own.
        QTemporaryDir other;
        fill(other.path(), 6);
        const AuditFiles strange = auditFilesIn(other.path());
        beside(bytesOf(strange.log));
        writeBytes(files.trust, bytesOf(strange.trust));
        QCOMPARE(verifyAudit(files)->exit, AuditExit::Truncated);
        QVERIFY(!AuditLog::open(settings(dir.path(), store)));
        // The whole log without the files beside it goes on under its own name.
        beside(good);
        {
            auto log = AuditLog::open(settings(dir.path(), store));
            QVERIFY2(log.has_value(), log ? "" : qPrintable(log.error().toLog()));
            QCOMPARE((*log)->verify()->exit, AuditExit::Intact);
        }
        QCOMPARE(bytesOf(files.trust), trust);
    }

    void aLostAnchorIsSaidUntilAPersonAccepts() {
        QTemporaryDir dir;
        fill(dir.path(), 3);
        // The checkpoints beside the log alone say nothing where an anchor should be.
        const std::shared_ptr<core::SecretStore> store = core::memoryStore();
        auto v = verifyAudit(auditFilesIn(dir.path(), *store));
        QCOMPARE(v->exit, AuditExit::Undecided);
        QCOMPARE(v->why, QStringLiteral("noAnchor"));
        QVERIFY(v->sentence().contains(QStringLiteral("missing")));
        {
            auto log = AuditLog::open(settings(dir.path(), store));
            QVERIFY(log.has_value());
            QCOMPARE((*log)->head().size, 4);
            QCOMPARE((*log)->verify()->why, QStringLiteral("anchorLost"));
            QVERIFY((*log)->verify()->sentence().contains(QStringLiteral("line 3")));
        }
        {
            auto log = AuditLog::open(settings(dir.path(), store));
            QCOMPARE((*log)->head().size, 4); // said once
            QCOMPARE((*log)->verify()->exit, AuditExit::Undecided);
            QVERIFY((*log)->accept().has_value());
            QCOMPARE((*log)->verify()->exit, AuditExit::Intact);
        }
        // What is not a checkpoint anchors nothing, and is not overwritten.
        QVERIFY(store->write(auditAnchorName(dir.path()), core::SecretBytes("x")).has_value());
        v = verifyAudit(auditFilesIn(dir.path(), *store));
        QCOMPARE(v->exit, AuditExit::Undecided);
        QCOMPARE(v->why, QStringLiteral("anchorUnknown"));
        QVERIFY(!AuditLog::open(settings(dir.path(), store)));
    }

    void twoHomesShareASecretStore() {
        QTemporaryDir dir;
        const std::shared_ptr<core::SecretStore> store = core::memoryStore();
        for (int i = 0; i < 2; ++i)
            for (const char *home : {"one", "two"}) {
                auto log = AuditLog::open(settings(dir.filePath(home), store));
                QVERIFY2(log.has_value(), log ? "" : qPrintable(log.error().toLog()));
                QVERIFY((*log)->append(entry("action.started")).has_value());
                QCOMPARE((*log)->verify()->exit, AuditExit::Intact);
            }
    }

    // Only what Lastra itself made has a seal; what was merely taken in has none.
    void theSealOfWhatWasMade() {
        QTemporaryDir dir;
        const QString dataset = entry("").dataset;
        {
            auto log = AuditLog::open(settings(dir.path()));
            QVERIFY((*log)->append(entry("content.sealed")).has_value());
            QVERIFY((*log)->sealedRoot(dataset).isEmpty());
            QVERIFY((*log)->append(entry("content.sealed", "deidentified")).has_value());
            QCOMPARE((*log)->sealedRoot(dataset), digest('1'));
        }
        auto log = AuditLog::open(settings(dir.path()));
        AuditEvent again = entry("content.sealed");
        again.root = digest('2');
        QVERIFY((*log)->append(again).has_value());
        QCOMPARE((*log)->sealedRoot(dataset), digest('1'));
    }

    void rewrittenByAStrangerIsFound() {
        QTemporaryDir mine, other;
        fill(mine.path(), 4);
        m_clock->set(kStart);
        fill(other.path(), 4);
        // A whole, valid log of another installation under this one's checkpoints.
        QVERIFY(QFile::remove(mine.filePath("log.jsonl")));
        QVERIFY(QFile::copy(other.filePath("log.jsonl"), mine.filePath("log.jsonl")));
        QCOMPARE(verdict(mine.path()).exit, AuditExit::Truncated);
        QCOMPARE(verdict(mine.path()).why, QStringLiteral("inconsistent"));
    }

    void tornLineIsKeptAndRecorded() {
        QTemporaryDir dir;
        fill(dir.path(), 3);
        const QString file = dir.filePath("log.jsonl");
        const QByteArray good = bytesOf(file);
        const QByteArray torn = good.split('\n')[1].left(60);
        writeBytes(file, good + torn);
        QCOMPARE(verdict(dir.path()).exit, AuditExit::Altered);
        QCOMPARE(verdict(dir.path()).why, QStringLiteral("torn"));
        QCOMPARE(verdict(dir.path()).line, 3);
        const QString name = QString::fromLatin1(core::hex(core::sha256(torn)));
        {
            auto log = AuditLog::open(settings(dir.path()));
            QVERIFY(log.has_value());
            QCOMPARE((*log)->head().size, 4); // the note
        }
        QCOMPARE(bytesOf(dir.filePath("torn/" + name + ".part")), torn);
        const QByteArray note = bytesOf(file).split('\n')[3];
        QVERIFY(note.contains("\"act\":\"log.reopened\"") && note.contains(name.toLatin1()));
        QCOMPARE(verdict(dir.path()).exit, AuditExit::Intact);
        // Recorded once, not at every start.
        {
            auto log = AuditLog::open(settings(dir.path()));
            QCOMPARE((*log)->head().size, 4);
        }
    }

    void clockBehindIsSaid() {
        QTemporaryDir dir;
        {
            auto log = AuditLog::open(settings(dir.path()));
            m_clock->set(kStart.addSecs(100));
            QVERIFY((*log)->append(entry("action.started")).has_value());
            m_clock->set(kStart);
            const auto head = (*log)->append(entry("action.finished"));
            QCOMPARE(head->size, 3);
            QCOMPARE(head->lastTime, kStart.addSecs(100));
        }
        QVERIFY(bytesOf(dir.filePath("log.jsonl")).contains("clock.changed"));
        QCOMPARE(verdict(dir.path()).exit, AuditExit::Intact);
    }

    void timeBackwardsAndPrivacyHaveTheirOwnExits() {
        QTemporaryDir dir;
        auto lines = vectorLines();
        const auto save = [&] {
            QByteArray log, prev(64, '0');
            for (AuditLine &line : lines) {
                line.prev = prev;
                prev = core::hex(leafHash(line.write()));
                log += line.write() + '\n';
            }
            writeBytes(dir.filePath("log.jsonl"), log);
            return verdict(dir.path());
        };
        lines[2].ts = "2026-11-23T11:59:59Z";
        QCOMPARE(save().exit, AuditExit::TimeBackwards);
        QCOMPARE(save().line, 2);
        lines = vectorLines();
        const std::pair<const char *, const char *> planted[] = {
            {"mario.rossi@example.org", "email"},
            {"RSSMRA80A01H501U", "taxCode"},
            {"1.2.840.10008.5.1.4.1.1.2", "uid"},
            {"ROSSI^MARIO", "personName"},
            {"19800131", "birthDate"}};
        for (const auto &[text, rule] : planted) {
            lines[1].why = text;
            QCOMPARE(save().exit, AuditExit::PrivacyBreach);
            QCOMPARE(save().line, 1);
            QCOMPARE(save().why, QLatin1String(rule));
            QVERIFY(!save().sentence().contains(QLatin1String(text)));
        }
        lines[1].why = "because"; // no closed list has it
        QCOMPARE(save().exit, AuditExit::Altered);
    }

    void twoProcessesAppend() {
        QTemporaryDir dir;
        fill(dir.path(), 1);
        constexpr int kEach = 12;
        const pid_t child = ::fork();
        if (child == 0) {
            auto log = AuditLog::open(settings(dir.path()));
            bool ok = log.has_value();
            for (int i = 0; ok && i < kEach; ++i)
                ok = (*log)->append(entry("action.started")).has_value();
            log = core::fail("done"); // closes it, with its checkpoint
            ::_exit(ok ? 0 : 1);
        }
        {
            auto log = AuditLog::open(settings(dir.path()));
            QVERIFY(log.has_value());
            for (int i = 0; i < kEach; ++i)
                QVERIFY((*log)->append(entry("action.finished")).has_value());
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QCOMPARE(status, 0);
        }
        const AuditVerdict v = verdict(dir.path());
        QCOMPARE(v.exit, AuditExit::Intact);
        QCOMPARE(v.size, 1 + 2 * kEach);
    }

    void hostileLogs_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("binary") << QByteArray(5000, '\0');
        QTest::newRow("no line end") << QByteArray(200000, 'x');
        QTest::newRow("empty lines") << QByteArray("\n\n\n");
        QTest::newRow("deep") << QByteArray(50000, '[') + '\n';
    }
    void hostileLogs() {
        QFETCH(QByteArray, bytes);
        QTemporaryDir dir;
        writeBytes(dir.filePath("log.jsonl"), bytes);
        const AuditVerdict v = verdict(dir.path());
        QCOMPARE(v.exit, AuditExit::Altered);
        QCOMPARE(v.line, 0);
    }

    void actorIsAPseudonym() {
        QTemporaryDir a, b;
        fill(a.path(), 1);
        fill(b.path(), 1);
        const auto actor = [](const QTemporaryDir &dir) {
            const QByteArray line = bytesOf(dir.filePath("log.jsonl"));
            return line.mid(line.indexOf("\"actor\":") + 9, 18);
        };
        QVERIFY(actor(a).startsWith("u:"));
        QVERIFY(actor(a) != actor(b)); // another key, another name
        QVERIFY(!bytesOf(a.filePath("log.jsonl")).contains("subject"));
    }
};

QTEST_GUILESS_MAIN(tst_audit)
#include "tst_audit.moc"
