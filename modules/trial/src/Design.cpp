#include "lastra/trial/Design.h"

#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace lastra::trial {
namespace {

using core::fail;
using core::Result;

constexpr int kMaxTitle = 120;

template <class T>
QJsonArray array(const std::vector<T> &values) {
    QJsonArray json;
    for (const T &value : values)
        json.append(value);
    return json;
}

// First 53 bits of a hash of the words: a JSON number holds them exactly.
quint64 seedOf(const QStringList &words) {
    const core::Sha256 digest = core::sha256(words.join(u'\n').toUtf8());
    quint64 value = 0;
    for (int i = 0; i < 7; ++i)
        value = value << 8 | digest[size_t(i)];
    return value & ((quint64(1) << 53) - 1);
}

QString number(double value) {
    return QString::number(value, 'g', 10);
}

class Reader {
public:
    explicit Reader(const QJsonObject &json) : m_json(json) {}
    template <class Fn>
    void read(const char *key, Fn take) {
        m_known << QLatin1String(key);
        const QJsonValue value = m_json[QLatin1String(key)];
        if (m_wrong.isEmpty() && !value.isUndefined() && !take(value))
            m_wrong = QLatin1String(key);
    }
    void text(const char *key, QString &out) {
        read(key,
             [&](const QJsonValue &v) { return v.isString() && ((out = v.toString()), true); });
    }
    void integer(const char *key, int &out) {
        read(key, [&](const QJsonValue &v) { return whole(v) && ((out = v.toInt()), true); });
    }
    void real(const char *key, double &out) {
        read(key,
             [&](const QJsonValue &v) { return v.isDouble() && ((out = v.toDouble()), true); });
    }
    void reals(const char *key, std::vector<double> &out) {
        list(
            key, out, [](const QJsonValue &v) { return v.isDouble(); },
            [](const QJsonValue &v) { return v.toDouble(); });
    }
    void texts(const char *key, std::vector<QString> &out) {
        list(
            key, out, [](const QJsonValue &v) { return v.isString(); },
            [](const QJsonValue &v) { return v.toString(); });
    }
    static bool whole(const QJsonValue &v) {
        return v.isDouble() && v.toDouble() == std::floor(v.toDouble());
    }
    core::Done done() const {
        if (!m_wrong.isEmpty())
            return fail("trial.designType", {m_wrong});
        for (const QString &key : m_json.keys())
            if (!m_known.contains(key))
                return fail("trial.designKey", {key.left(64)});
        return {};
    }

private:
    template <class T, class Is, class Get>
    void list(const char *key, std::vector<T> &out, Is is, Get get) {
        read(key, [&](const QJsonValue &v) {
            if (!v.isArray())
                return false;
            out.clear();
            for (const QJsonValue &item : v.toArray()) {
                if (!is(item))
                    return false;
                out.push_back(get(item));
            }
            return true;
        });
    }
    const QJsonObject &m_json;
    QStringList m_known;
    QString m_wrong;
};

} // namespace

QStringList scannerNames() {
    return {QStringLiteral("Lastra LA-1"), QStringLiteral("Lastra LA-2")};
}

namespace {
// LA-2: finer cells and less electronic noise; everything else as the engine's default scanner.
QJsonObject scannerJson(const QString &name) {
    QJsonObject json{{QStringLiteral("name"), name}};
    if (name == QLatin1String("Lastra LA-2")) {
        json.insert(QStringLiteral("cells"), 736);
        json.insert(QStringLiteral("views"), 900);
        json.insert(QStringLiteral("electronicNoiseKeV"), 100);
    }
    return json;
}
} // namespace

QJsonObject Design::toJson() const {
    return {
        {QStringLiteral("lastraTrial"), 1},          {QStringLiteral("title"), title},
        {QStringLiteral("question"), question},      {QStringLiteral("seed"), qint64(seed)},
        {QStringLiteral("patients"), patients},      {QStringLiteral("anatomy"), anatomy},
        {QStringLiteral("noduleMm"), noduleMm},      {QStringLiteral("scanners"), array(scanners)},
        {QStringLiteral("doses"), array(doses)},     {QStringLiteral("kVps"), array(kVps)},
        {QStringLiteral("kernels"), array(kernels)}, {QStringLiteral("realisations"), realisations},
        {QStringLiteral("slices"), slices},          {QStringLiteral("matrix"), matrix},
        {QStringLiteral("sliceMm"), sliceMm}};
}

Result<Design> Design::fromJson(const QJsonObject &json) {
    if (json[QLatin1String("lastraTrial")].toInt() != 1)
        return fail("trial.designVersion");
    Design d;
    Reader reader(json);
    reader.read("lastraTrial", [](const QJsonValue &) { return true; });
    reader.text("title", d.title);
    reader.text("question", d.question);
    reader.read("seed", [&](const QJsonValue &v) {
        return Reader::whole(v) && v.toDouble() >= 0 && ((d.seed = quint64(v.toDouble())), true);
    });
    reader.integer("patients", d.patients);
    reader.text("anatomy", d.anatomy);
    reader.real("noduleMm", d.noduleMm);
    reader.texts("scanners", d.scanners);
    reader.reals("doses", d.doses);
    reader.reals("kVps", d.kVps);
    reader.texts("kernels", d.kernels);
    reader.integer("realisations", d.realisations);
    reader.integer("slices", d.slices);
    reader.integer("matrix", d.matrix);
    reader.real("sliceMm", d.sliceMm);
    LASTRA_CHECK(reader.done());
    LASTRA_CHECK(d.check());
    return d;
}

Result<Design> Design::read(const QString &path) {
    LASTRA_TRY(json, core::readJsonObject(path));
    return fromJson(json);
}

core::Done Design::check() const {
    if (title.isEmpty() || title.size() > kMaxTitle)
        return fail("trial.titleLength", {QString::number(kMaxTitle)});
    const auto in = [](const char *key, double value, double low, double high) -> core::Done {
        if (value >= low && value <= high)
            return {};
        return fail("trial.designRange", {QString::fromLatin1(key), number(low), number(high)});
    };
    LASTRA_CHECK(in("patients", patients, 1, 100000));
    LASTRA_CHECK(in("realisations", realisations, 1, 1000));
    LASTRA_CHECK(in("noduleMm", noduleMm, 0, 40));
    const auto levels = [](const char *key, auto values) -> core::Done {
        if (values.empty())
            return fail("trial.designEmpty", {QString::fromLatin1(key)});
        std::sort(values.begin(), values.end());
        if (std::adjacent_find(values.begin(), values.end()) != values.end())
            return fail("trial.designTwice", {QString::fromLatin1(key)});
        return {};
    };
    LASTRA_CHECK(levels("scanners", scanners));
    LASTRA_CHECK(levels("doses", doses));
    LASTRA_CHECK(levels("kVps", kVps));
    LASTRA_CHECK(levels("kernels", kernels));
    for (const QString &scanner : scanners)
        if (!scannerNames().contains(scanner))
            return fail("trial.scannerUnknown",
                        {scanner.left(64), scannerNames().join(QStringLiteral(", "))});
    if (cases() > kMaxCases)
        return fail("trial.tooManyCases", {QString::number(cases()), QString::number(kMaxCases)});
    // What the engine itself refuses (ranges of dose, voltage, matrix ...), asked of one small
    // trial.
    Design one = *this;
    one.patients = 1;
    one.realisations = 1;
    auto job = jobOf(one, QStringLiteral("check"));
    if (!job)
        return tl::make_unexpected(job.error());
    return {};
}

QString Design::digest() const {
    QJsonObject json = toJson();
    json.remove(QStringLiteral("title")); // words for people change nothing that is simulated
    json.remove(QStringLiteral("question"));
    return QString::fromLatin1(
        core::hex(core::sha256(QJsonDocument(json).toJson(QJsonDocument::Compact))));
}

qint64 Design::arms() const {
    return qint64(scanners.size()) * qint64(doses.size()) * qint64(kVps.size()) *
           qint64(kernels.size());
}

qint64 Design::cases() const {
    return qint64(patients) * arms() * realisations;
}

QString Arm::label() const {
    return QStringLiteral("%1 mAs, %2 kV, %3, %4").arg(number(mAs), number(kVp), kernel, scanner);
}

std::vector<Arm> armsOf(const Design &design) {
    std::vector<Arm> arms;
    for (const QString &scanner : design.scanners)
        for (const double kVp : design.kVps)
            for (const QString &kernel : design.kernels)
                for (const double mAs : design.doses) {
                    // A ... Z, AA ...: short in file names, in the order of the factors.
                    QString id;
                    for (qsizetype n = qsizetype(arms.size()) + 1; n > 0; n = (n - 1) / 26)
                        id.prepend(QChar(char16_t(u'A' + (n - 1) % 26)));
                    arms.push_back({id, scanner, kernel, mAs, kVp});
                }
    return arms;
}

std::vector<Case> casesOf(const Design &design) {
    const std::vector<Arm> arms = armsOf(design);
    std::vector<Case> cases;
    cases.reserve(size_t(design.cases()));
    const QString seed = QString::number(design.seed);
    for (int p = 0; p < design.patients; ++p) {
        const quint64 patientSeed = seedOf({seed, QStringLiteral("patient"), QString::number(p)});
        for (const Arm &arm : arms)
            for (int r = 0; r < design.realisations; ++r) {
                Case c;
                c.id = QStringLiteral("p%1-%2-%3")
                           .arg(p + 1, 2, 10, QLatin1Char('0'))
                           .arg(arm.id)
                           .arg(r + 1);
                c.patient = p;
                c.realisation = r;
                c.patientSeed = patientSeed;
                c.noiseSeed =
                    seedOf({seed, QStringLiteral("noise"), QString::number(p), arm.scanner,
                            number(arm.kVp), number(arm.mAs), QString::number(r)});
                c.arm = arm;
                cases.push_back(std::move(c));
            }
    }
    return cases;
}

Result<QJsonObject> jobOf(const Design &design, const QString &trialId) {
    QJsonArray cases;
    for (const Case &c : casesOf(design)) {
        QJsonObject nodule{{QStringLiteral("present"), true}};
        if (design.noduleMm > 0)
            nodule.insert(QStringLiteral("diameterMm"), design.noduleMm);
        cases.append(QJsonObject{
            {QStringLiteral("caseId"), c.id},
            {QStringLiteral("arm"), c.arm.id},
            {QStringLiteral("patient"), QJsonObject{{QStringLiteral("seed"), qint64(c.patientSeed)},
                                                    {QStringLiteral("anatomy"), design.anatomy},
                                                    {QStringLiteral("nodule"), nodule}}},
            {QStringLiteral("scanner"), scannerJson(c.arm.scanner)},
            {QStringLiteral("protocol"),
             QJsonObject{{QStringLiteral("kVp"), c.arm.kVp}, {QStringLiteral("mAs"), c.arm.mAs}}},
            {QStringLiteral("reconstruction"),
             QJsonObject{{QStringLiteral("kernel"), c.arm.kernel},
                         {QStringLiteral("matrix"), design.matrix},
                         {QStringLiteral("slices"), design.slices},
                         {QStringLiteral("sliceMm"), design.sliceMm}}},
            {QStringLiteral("noise"), QJsonObject{{QStringLiteral("seed"), qint64(c.noiseSeed)}}}});
    }
    QJsonObject job{{QStringLiteral("lastraJob"), 1},
                    {QStringLiteral("trial"), trialId},
                    {QStringLiteral("outputs"),
                     QJsonObject{{QStringLiteral("dicom"), true}, {QStringLiteral("truth"), true}}},
                    {QStringLiteral("cases"), cases}};
    const auto parsed = simulation::parseJob(job);
    if (!parsed)
        return tl::make_unexpected(parsed.error());
    return job;
}

} // namespace lastra::trial
