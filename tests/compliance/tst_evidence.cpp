#include "lastra/compliance/ContentRoot.h"
#include "lastra/compliance/FactStore.h"
#include "lastra/compliance/Report.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace lastra;
using namespace lastra::compliance;

namespace {

const QDateTime kNow(QDate(2026, 11, 25), QTime(12, 0), Qt::UTC);

void put(const QString &path, const QByteArray &bytes) {
    QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

} // namespace

class tst_evidence : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void treeOfRfc6962() {
        // Roots of the test data that RFC 6962 implementations share (Certificate Transparency).
        static const char *const data[] = {"",
                                           "00",
                                           "10",
                                           "2021",
                                           "3031",
                                           "40414243",
                                           "5051525354555657",
                                           "606162636465666768696a6b6c6d6e6f"};
        static const char *const roots[] = {
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
        GrowingTree tree;
        QCOMPARE(core::hex(tree.root()),
                 QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        for (int i = 0; i < 8; ++i) {
            tree.add(leafHash(QByteArray::fromHex(data[i])));
            QCOMPARE(core::hex(tree.root()), QByteArray(roots[i]));
        }
    }

    void contentRootByHand() {
        QTemporaryDir dir;
        put(dir.filePath("b/two.dcm"), "two");
        put(dir.filePath("one.dcm"), "one");
        core::Work work;
        const auto root = contentRoot(dir.path(), work);
        QVERIFY(root.has_value());
        QCOMPARE(root->files, 2);
        QCOMPARE(root->bytes, 6);
        // sha256sum of "one" and "two", in the order of the paths' bytes: b/two.dcm first
        const auto two =
            leafHash("3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3 "
                     "3 b/two.dcm");
        const auto one =
            leafHash("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed "
                     "3 one.dcm");
        QCOMPARE(root->root, "sha256:" + QString::fromLatin1(core::hex(nodeHash(two, one))));
    }

    void contentRootSeesEveryChange() {
        QTemporaryDir dir;
        for (int i = 0; i < 50; ++i)
            put(dir.filePath(QString("s/%1.dcm").arg(i)), QByteArray(2000 + i, char(i)));
        const auto rootNow = [&] {
            core::Work work;
            return contentRoot(dir.path(), work)->root;
        };
        const QString before = rootNow();
        QCOMPARE(rootNow(), before);
        put(dir.filePath("s/7.dcm"), QByteArray(2007, char(8)));
        const QString edited = rootNow();
        QVERIFY(edited != before);
        QVERIFY(QFile::rename(dir.filePath("s/9.dcm"), dir.filePath("s/90.dcm")));
        const QString renamed = rootNow();
        QVERIFY(renamed != edited);
        put(dir.filePath("s/more"), "");
        QVERIFY(rootNow() != renamed);
    }

    void contentRootRefuses() {
        core::Work work;
        QTemporaryDir dir;
        QCOMPARE(contentRoot(dir.path(), work).error().code, QByteArray("compliance.contentEmpty"));
        put(dir.filePath("a"), "a");
        QVERIFY(QFile::link("/etc/hostname", dir.filePath("link")));
        QCOMPARE(contentRoot(dir.path(), work).error().code, QByteArray("compliance.contentLink"));
        QVERIFY(QFile::remove(dir.filePath("link")));
        QCOMPARE(::mkfifo(qPrintable(dir.filePath("fifo")), 0600), 0);
        QCOMPARE(contentRoot(dir.path(), work).error().code, QByteArray("compliance.contentLink"));
        QVERIFY(QFile::remove(dir.filePath("fifo")));
        core::Work cancelled;
        cancelled.cancel();
        QCOMPARE(contentRoot(dir.path(), cancelled).error().code, QByteArray("core.cancelled"));
        QVERIFY(!contentRoot(dir.filePath("nowhere"), work));
    }

    void storeKeepsHistory() {
        QTemporaryDir dir;
        QString id;
        {
            auto store = FactStore::open(dir.filePath("facts.db"));
            QVERIFY(store.has_value());
            id = (*store)->datasetFor("study 1").value();
            QCOMPARE((*store)->datasetFor("study 1").value(), id);
            QVERIFY((*store)->datasetFor("study 2").value() != id);
            QVERIFY(id.startsWith("urn:uuid:") && id.size() == 45);
            QVERIFY((*store)->add(id, {Fact::observed("scan.direct_ids", 3, "scan", kNow)}));
            QVERIFY(
                (*store)->add(id, {Fact::observed("scan.direct_ids", 0, "scan", kNow.addSecs(9)),
                                   Fact::observed("scan.direct_ids", 1, "other", kNow)}));
            // One wrong fact, and none is stored.
            QVERIFY(!(*store)->add(id, {Fact::observed("attach.hits", 0, "scan", kNow),
                                        Fact::observed("no.such", 0, "scan", kNow)}));
            // Nor one that a person states in the program's name.
            Fact stated = Fact::observed("signoff.root", "sha256:1", "lastra.signoff", kNow);
            stated.kind = FactKind::Attested;
            QCOMPARE((*store)->add(id, {stated}).error().code,
                     QByteArray("compliance.sourceReserved"));
        }
        auto store = FactStore::open(dir.filePath("facts.db"));
        const auto facts = (*store)->facts(id);
        QVERIFY(facts.has_value());
        QCOMPARE(facts->at(factIndex("scan.direct_ids")).size(), size_t(2));
        QCOMPARE(facts->find("scan.direct_ids")->value.number, 0);
        QVERIFY(!facts->find("attach.hits"));
        QCOMPARE((*store)->history(id, "scan.direct_ids")->size(), size_t(3));
        QCOMPARE((*store)->datasets()->size(), 2);
        QVERIFY(!(*store)->add("urn:uuid:nobody", {Fact::observed("attach.hits", 0, "s", kNow)}));
    }

    void reportSaysWhatIsKnown() {
        const auto catalogue = Catalogue::loadShipped();
        QVERIFY2(catalogue.has_value(), catalogue ? "" : qPrintable(catalogue.error().toLog()));
        Facts facts;
        facts.set("scan.direct_ids", 4, "scanner <b>", kNow);
        facts.set("dataset.class", "pseudonymised", "steward", kNow);
        const Now now = Now::trusted(kNow);
        const Judgement judgement = judge(*catalogue, facts, now);
        QCOMPARE(judgement.status, Status::NotCompliant);
        const auto gates = gatesOf(*catalogue, facts, now);
        QTemporaryDir dir;
        ReportInput input{"urn:uuid:x", "lung", &*catalogue, &facts,
                          &judgement,   &gates, {},          "note"};
        const auto files = writeReport(input, dir.path());
        QVERIFY(files.has_value());
        QCOMPARE(files->size(), 3);
        QFile english(files->at(0)), italian(files->at(1)), json(files->at(2));
        QVERIFY(english.open(QIODevice::ReadOnly) && italian.open(QIODevice::ReadOnly) &&
                json.open(QIODevice::ReadOnly));
        const QByteArray en = english.readAll(), it = italian.readAll();
        QVERIFY(en.contains("not compliant") && it.contains("non conforme"));
        QVERIFY(en.contains(judgement.countsIn(Language::English).toUtf8()));
        QVERIFY(en.contains("2026-11-25 12:00 UTC"));
        QVERIFY(!en.contains("<b>") && en.contains("&lt;b&gt;"));
        for (const Control &control : catalogue->controls) {
            QVERIFY(en.contains("id=\"" + control.id.toUtf8() + '"'));
            QVERIFY(it.contains(control.titleItalian.toHtmlEscaped().toUtf8()));
        }
        const QJsonObject report = QJsonDocument::fromJson(json.readAll()).object();
        QCOMPARE(report["judgement"]["status"].toString(), QString("notCompliant"));
        QCOMPARE(report["judgement"]["controls"].toArray().size(), 70);
        QCOMPARE(report["facts"].toArray().size(), 2);
    }
};

QTEST_GUILESS_MAIN(tst_evidence)
#include "tst_evidence.moc"
