#include "lastra/deid/Verify.h"

#include "Inventory.h"
#include "ObjectCheck.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QMap>

#include <algorithm>
#include <mutex>

namespace lastra::deid {

QString toText(Verdict verdict) {
    return verdict == Verdict::Pass   ? QStringLiteral("pass")
           : verdict == Verdict::Hold ? QStringLiteral("hold")
                                      : QStringLiteral("fail");
}

namespace {

constexpr size_t kMaxFindings = 1000;
constexpr const char *kChecks[] = {"identifyingText", "sourceUid",      "sourceDate", "fileName",
                                   "tableAction",     "privateElement", "markers",    "fileMeta",
                                   "preamble",        "trailingBytes",  "pixels",     "uidMap",
                                   "pseudonym",       "intervals",      "accounting", "foreignFile",
                                   "unreadable",      "nothingVerified"};

struct Row {
    QString source, state, release;
    QByteArray digest; // of the source
};

// files.csv of custody; quoted fields hold commas, quotes and line ends.
std::vector<Row> readRows(const QByteArray &bytes) {
    std::vector<Row> rows;
    QList<QByteArray> row(1);
    bool quoted = false, first = true;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (quoted) {
            if (c == '"' && i + 1 < bytes.size() && bytes[i + 1] == '"')
                row.last() += bytes[++i];
            else if (c == '"')
                quoted = false;
            else
                row.last() += c;
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            row.append(QByteArray());
        } else if (c == '\n') {
            if (!first && row.size() == 5)
                rows.push_back({QString::fromUtf8(row[0]), QString::fromUtf8(row[1]),
                                QString::fromUtf8(row[3]), row[4]});
            first = false;
            row = QList<QByteArray>(1);
        } else {
            row.last() += c;
        }
    }
    return rows;
}

QStringList filesUnder(const QString &root) {
    QStringList files;
    QDirIterator it(root, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (it.hasNext())
        files << it.next().mid(root.size() + 1);
    files.sort();
    return files;
}

// Folders, and whatever is neither file nor folder: links are not followed, they are entries.
void walk(const QString &root, QStringList &folders, QStringList &others) {
    QDirIterator it(root, QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString name = it.next().mid(root.size() + 1);
        const QFileInfo info = it.fileInfo();
        if (info.isSymLink() || (!info.isDir() && !info.isFile()))
            others << name;
        else if (info.isDir())
            folders << name;
    }
}

class Verifier {
public:
    Verifier(const VerifyOptions &options, core::Work &work) : m_options(options), m_work(work) {}
    core::Result<VerifyReport> run();

private:
    core::Done harvest();
    core::Done objects();
    void foreign(const QSet<QString> &expected);
    void originals();
    void object(const Row &row);
    void relations();
    void found(const char *check, const QString &file, const QString &where, bool hold = false);
    void finish();

    const VerifyOptions &m_options;
    core::Work &m_work;
    Policy m_policy;
    QString m_input, m_release;
    QStringList m_originals, m_outputs;
    std::vector<Row> m_rows, m_released;
    IdentityHarvest m_harvest;
    Needles m_needles;
    std::mutex m_mutex;
    std::vector<QByteArray> m_originalDigests; // as m_originals
    QHash<QString, QByteArray> m_digestOf;     // of the originals, by name
    QMap<QString, QByteArray> m_digests;       // of the released files, by name
    QMap<QString, ObjectFacts> m_facts;
    QMap<QString, qint64> m_failures, m_holds;
    qint64 m_dangling = 0;
    VerifyReport m_report;
};

void Verifier::found(const char *check, const QString &file, const QString &where, bool hold) {
    const std::lock_guard lock(m_mutex);
    (hold ? m_holds : m_failures)[QString::fromLatin1(check)] += 1;
    if (m_report.findings.size() < kMaxFindings)
        m_report.findings.push_back({QString::fromLatin1(check), file, where, hold});
}

core::Done Verifier::harvest() {
    const int threads = threadCount(m_options.threads);
    std::vector<IdentityHarvest> parts(static_cast<size_t>(threads));
    std::atomic<qint64> read = 0;
    m_originalDigests.resize(size_t(m_originals.size()));
    m_work.begin(core::Unit::Files, m_originals.size(), QStringLiteral("harvest"));
    LASTRA_CHECK(parallel(m_originals.size(), threads, m_work, [&](qint64 i, int t) {
        const QString path = m_input + QLatin1Char('/') + m_originals[i];
        RawFile file;
        if (file.open(path)) {
            parts[size_t(t)].add(file);
            ++read;
        }
        if (!file.bytes().isEmpty())
            m_originalDigests[size_t(i)] = core::hex(core::sha256(file.bytes()));
        else if (QFileInfo(path).isFile()) // a pipe would wait
            if (const auto digest = core::sha256File(path))
                m_originalDigests[size_t(i)] = core::hex(*digest);
        return core::Done();
    }));
    for (const IdentityHarvest &part : parts)
        m_harvest.merge(part);
    m_harvest.fill(m_needles);
    m_needles.build();
    m_report.originalsRead = read;
    m_report.harvested = m_harvest.size();
    m_report.suppressed = m_harvest.suppressed();
    return {};
}

void Verifier::object(const Row &row) {
    RawFile original, released;
    const QString path = m_release + QLatin1Char('/') + row.release;
    if (!released.open(path)) {
        found("unreadable", row.release, {});
        return;
    }
    const QByteArray digest = core::hex(core::sha256(released.bytes()));
    if (!original.open(m_input + QLatin1Char('/') + row.source)) {
        found("unreadable", row.release, QStringLiteral("original"));
        return;
    }
    // Dates that the policy moved may be some other patient's real ones: inside date elements the
    // comparison with their own original decides.
    std::vector<std::pair<qint64, qint64>> dates;
    for (const RawElement &e : released.elements())
        if (e.vr == dicom::VR::DA || e.vr == dicom::VR::DT)
            dates.push_back({e.offset, e.offset + e.value.size()});
    const auto hit = [&](qint64 at, NeedleKind kind) {
        if (kind == NeedleKind::Date) {
            if (m_policy.has(Option::FullDates))
                return;
            for (const auto &[start, end] : dates)
                if (at >= start && at < end)
                    return;
        }
        if (kind == NeedleKind::Uid && m_policy.has(Option::Uids))
            return;
        found(kind == NeedleKind::Uid    ? "sourceUid"
              : kind == NeedleKind::Date ? "sourceDate"
                                         : "identifyingText",
              row.release, QStringLiteral("byte %1").arg(at));
    };
    m_needles.scan(released.bytes(), hit);
    const QByteArray name = row.release.toUtf8();
    m_needles.scan(name, [&](qint64, NeedleKind) { found("fileName", row.release, {}); });
    const Report report = [&](const char *check, const QString &where) {
        found(check, row.release, where);
    };
    ObjectFacts facts = checkObject(original, released, row.release, m_policy, m_harvest, report);
    const std::lock_guard lock(m_mutex);
    m_digests.insert(row.release, digest);
    m_facts.insert(row.release, std::move(facts));
}

void Verifier::foreign(const QSet<QString> &expected) {
    QStringList folders, others;
    walk(m_release, folders, others);
    for (const QString &file : m_outputs)
        if (!expected.contains(file) && !others.contains(file))
            found("foreignFile", file, {});
    for (const QString &entry : std::as_const(others))
        found("foreignFile", entry, QStringLiteral("a link or no regular file"));
    QSet<QString> needed;
    for (QString folder : expected)
        for (qsizetype end = folder.lastIndexOf(u'/'); end > 0; end = folder.lastIndexOf(u'/')) {
            folder.truncate(end);
            needed.insert(folder);
        }
    for (const QString &folder : std::as_const(folders))
        if (!needed.contains(folder))
            found("foreignFile", folder, QStringLiteral("a folder"));
}

void Verifier::originals() {
    QSet<QString> listed;
    for (const Row &row : m_rows)
        listed.insert(row.source);
    for (const QString &original : m_originals)
        if (!listed.contains(original))
            found("accounting", {}, QStringLiteral("an original that the run did not see"));
    for (qsizetype i = 0; i < m_originals.size(); ++i)
        m_digestOf.insert(m_originals[i], m_originalDigests[size_t(i)]);
    for (const Row &row : m_rows)
        if (!row.source.endsWith(u'/') && m_digestOf.value(row.source) != row.digest)
            found("accounting", row.release,
                  m_digestOf.contains(row.source)
                      ? QStringLiteral("the original is another file now")
                      : QStringLiteral("the original is gone"));
}

core::Done Verifier::objects() {
    const QSet<QString> outputs(m_outputs.begin(), m_outputs.end());
    QSet<QString> expected;
    for (const Row &row : m_rows)
        if (row.state == QStringLiteral("released")) {
            expected.insert(row.release);
            if (outputs.contains(row.release))
                m_released.push_back(row);
            else
                found("accounting", row.release, QStringLiteral("missing"));
        }
    foreign(expected);
    originals();
    m_work.begin(core::Unit::Files, qint64(m_released.size()), QStringLiteral("verify"));
    return parallel(qint64(m_released.size()), threadCount(m_options.threads), m_work,
                    [this](qint64 i, int) {
                        object(m_released[size_t(i)]);
                        return core::Done();
                    });
}

void Verifier::relations() {
    QHash<QByteArray, QByteArray> forward, back, subjects, pseudonyms;
    QHash<QByteArray, qint64> shifts;
    QSet<QByteArray> instances;
    const auto pair = [&](QHash<QByteArray, QByteArray> &a, QHash<QByteArray, QByteArray> &b,
                          const QByteArray &from, const QByteArray &to, const char *check,
                          const QString &file) {
        if (from.isEmpty())
            return;
        if (a.value(from, to) != to || b.value(to, from) != from)
            found(check, file, {});
        a.insert(from, to);
        b.insert(to, from);
    };
    for (auto it = m_facts.begin(); it != m_facts.end(); ++it) {
        const ObjectFacts &f = *it;
        pair(forward, back, f.oldSop, f.newSop, "uidMap", it.key());
        pair(forward, back, f.oldStudy, f.newStudy, "uidMap", it.key());
        pair(forward, back, f.oldSeries, f.newSeries, "uidMap", it.key());
        pair(subjects, pseudonyms, f.oldSubject, f.pseudonym, "pseudonym", it.key());
        if (instances.contains(f.newSop))
            found("uidMap", it.key(), QStringLiteral("twice"));
        instances.insert(f.newSop);
        for (const qint64 shift : f.shifts) {
            const auto known = shifts.constFind(f.oldSubject);
            if (known != shifts.constEnd() && *known != shift)
                found("intervals", it.key(), {});
            if (shift >= 0 || shift % 7 != 0)
                found("intervals", it.key(), {});
            shifts.insert(f.oldSubject, shift);
        }
    }
    for (const ObjectFacts &f : m_facts)
        for (const QByteArray &reference : f.references)
            m_dangling += !instances.contains(reference);
}

void Verifier::finish() {
    m_report.filesVerified = m_digests.size();
    // Nothing looked at is nothing proved.
    if (m_digests.isEmpty())
        found("nothingVerified", {}, QStringLiteral("no released file was there to verify"));
    if (m_report.originalsRead == 0)
        found("nothingVerified", {}, QStringLiteral("no original could be read"));
    bool fail = false;
    bool hold = false;
    QJsonArray checks, files, findings;
    for (const char *check : kChecks) {
        const QString name = QString::fromLatin1(check);
        const Check c{name, m_report.filesVerified, m_failures.value(name), m_holds.value(name)};
        fail = fail || c.failures > 0;
        hold = hold || c.holds > 0;
        m_report.checks.push_back(c);
        checks.append(QJsonObject{{QStringLiteral("check"), name},
                                  {QStringLiteral("examined"), c.examined},
                                  {QStringLiteral("failures"), c.failures},
                                  {QStringLiteral("holds"), c.holds}});
    }
    m_report.verdict = fail ? Verdict::Fail : hold ? Verdict::Hold : Verdict::Pass;
    std::sort(m_report.findings.begin(), m_report.findings.end(),
              [](const Finding &a, const Finding &b) {
                  return std::tie(a.file, a.check, a.where) < std::tie(b.file, b.check, b.where);
              });
    core::Sha256Hasher tree;
    for (auto it = m_digests.begin(); it != m_digests.end(); ++it) {
        tree.add(it.key().toUtf8() + '\0' + it.value() + '\n');
        files.append(QJsonObject{{QStringLiteral("file"), it.key()},
                                 {QStringLiteral("sha256"), QString::fromLatin1(it.value())}});
    }
    for (const Finding &f : m_report.findings)
        findings.append(QJsonObject{{QStringLiteral("check"), f.check},
                                    {QStringLiteral("file"), f.file},
                                    {QStringLiteral("where"), f.where},
                                    {QStringLiteral("hold"), f.hold}});
    m_report.treeDigest = core::hex(tree.finish());
    m_report.json = {{QStringLiteral("verdict"), toText(m_report.verdict)},
                     {QStringLiteral("edition"), QStringLiteral("PS3.15 2026d")},
                     {QStringLiteral("policy"), m_policy.name},
                     {QStringLiteral("policyDigest"), QString::fromLatin1(m_policy.digest)},
                     {QStringLiteral("filesVerified"), m_report.filesVerified},
                     {QStringLiteral("originalsRead"), m_report.originalsRead},
                     {QStringLiteral("harvested"), m_report.harvested},
                     {QStringLiteral("suppressed"), m_report.suppressed},
                     {QStringLiteral("suppressedWhy"),
                      QStringLiteral("fewer than 5 characters (6 digits), or a word of the "
                                     "vocabulary: looked for in decoded texts only")},
                     {QStringLiteral("danglingReferences"), m_dangling},
                     {QStringLiteral("seconds"), m_report.seconds},
                     {QStringLiteral("checks"), checks},
                     {QStringLiteral("findings"), findings},
                     {QStringLiteral("treeDigest"), QString::fromLatin1(m_report.treeDigest)},
                     {QStringLiteral("files"), files}};
}

core::Result<VerifyReport> Verifier::run() {
    QElapsedTimer clock;
    clock.start();
    const QFileInfo input(m_options.input);
    if (!input.exists() || !QFileInfo::exists(m_options.release))
        return core::fail(
            "deid.inputMissing",
            {QFileInfo(input.exists() ? m_options.release : m_options.input).fileName()});
    m_release = QFileInfo(m_options.release).canonicalFilePath();
    const QString custody = m_options.custody.isEmpty()
                                ? QDir::cleanPath(m_options.release) + QStringLiteral("-custody")
                                : m_options.custody;
    auto identity = core::readJsonObject(custody + QStringLiteral("/run.json"));
    const auto list = core::readFile(custody + QStringLiteral("/files.csv"), 1LL << 30);
    if (!identity || !list)
        return core::fail("deid.custodyMissing", {QFileInfo(custody).fileName()});
    m_rows = readRows(*list);
    if (identity->value(QStringLiteral("filesDigest")).toString().toLatin1() !=
        core::hex(core::sha256(*list)))
        found("accounting", {}, QStringLiteral("files.csv is not the one that the run wrote"));
    LASTRA_TRY(policy, Policy::fromJson(identity->value(QStringLiteral("policyRules")).toObject(),
                                        QStringLiteral("run.json")));
    m_policy = std::move(policy);
    if (input.isDir()) {
        m_input = input.canonicalFilePath();
        m_originals = filesUnder(m_input);
    } else {
        m_input = QFileInfo(input.canonicalFilePath()).path();
        m_originals = {QFileInfo(input.canonicalFilePath()).fileName()};
    }
    m_outputs = filesUnder(m_release);
    LASTRA_CHECK(harvest());
    LASTRA_CHECK(objects());
    relations();
    m_report.seconds = double(clock.elapsed()) / 1000;
    finish();
    return std::move(m_report);
}
} // namespace

core::Result<VerifyReport> verify(const VerifyOptions &options, core::Work &work) {
    return Verifier(options, work).run();
}

} // namespace lastra::deid
