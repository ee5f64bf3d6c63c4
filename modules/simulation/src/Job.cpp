#include "lastra/simulation/Job.h"

#include "JsonReader.h"

namespace lastra::simulation {

namespace {

class Reader : public JsonReader {
public:
    Reader(const QJsonObject &object, const QString &path)
        : JsonReader(object, path, "simulation.jobInvalid") {}
};

const QRegularExpression &identifier() {
    static const QRegularExpression re(QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z"));
    return re;
}
const QRegularExpression &words() {
    static const QRegularExpression re(QStringLiteral("\\A[^\\x00-\\x1f\\\\]{0,64}\\z"));
    return re;
}
QRegularExpression oneOf(const char *choices) {
    return QRegularExpression(QStringLiteral("\\A(%1)\\z").arg(QLatin1String(choices)));
}

core::Done readPatient(const QJsonObject &object, const QString &path, PatientSpec &out) {
    Reader r(object, path);
    if (r.take("seed").isUndefined())
        r.complain("seed", QStringLiteral("0, 1, 2 …"));
    r.integer("seed", out.seed, 0, 9007199254740991.0);
    r.text("anatomy", out.anatomy, oneOf("torso|head"));
    QString sex = QStringLiteral("either");
    r.text("sex", sex, oneOf("either|female|male"));
    out.sex = sex == QStringLiteral("female") ? Sex::Female
              : sex == QStringLiteral("male") ? Sex::Male
                                              : Sex::Either;
    r.number("bmi", out.bmi, 0, 45);
    r.number("iodineMgPerMl", out.iodineMgPerMl, 0, 30);
    r.flag("table", out.table);
    Reader n(r.object("nodule"), r.path("nodule"));
    n.flag("present", out.nodule.present);
    n.number("diameterMm", out.nodule.diameterMm, 0, 40);
    n.number("densityGcc", out.nodule.densityGcc, 0, 2);
    LASTRA_CHECK(r.finish());
    return n.finish();
}

core::Done readScanner(const QJsonObject &object, const QString &path, ScannerSpec &out) {
    Reader r(object, path);
    r.text("name", out.name, words());
    r.number("sidMm", out.sidMm, 200, 2000);
    r.number("sddMm", out.sddMm, 300, 4000);
    r.number("fieldMm", out.fieldMm, 100, 700);
    r.integer("cells", out.cells, 16, 2048);
    r.integer("views", out.views, 2, 4096);
    r.integer("subRays", out.subRays, 1, 8);
    r.number("quarterOffset", out.quarterOffset, -1, 1);
    r.number("electronicNoiseKeV", out.electronicNoiseKeV, 0, 1e5);
    r.number("scintillatorMm", out.scintillatorMm, 0, 10);
    if (out.sddMm < out.sidMm)
        r.complain("sddMm", QStringLiteral("≥ sidMm"));
    if (out.fieldMm > 1.6 * out.sidMm)
        r.complain("fieldMm", QStringLiteral("≤ 1.6 × sidMm"));
    return r.finish();
}

core::Done readCase(const QJsonObject &object, const QString &path, CaseSpec &out) {
    out.source = object;
    Reader r(object, path);
    r.text("caseId", out.caseId, identifier(), true);
    r.text("arm", out.arm, words());
    LASTRA_CHECK(readPatient(r.object("patient", true), r.path("patient"), out.patient));
    LASTRA_CHECK(readScanner(r.object("scanner"), r.path("scanner"), out.scanner));
    Reader p(r.object("protocol"), r.path("protocol"));
    p.number("kVp", out.protocol.kVp, 60, 150);
    p.number("mAs", out.protocol.mAs, 1e-6, 10000);
    p.number("aluminiumMm", out.protocol.aluminiumMm, 0, 60);
    p.number("anodeAngleDeg", out.protocol.anodeAngleDeg, 2, 45);
    p.number("monoKeV", out.protocol.monoKeV, 0, 150);
    LASTRA_CHECK(p.finish());
    Reader k(r.object("reconstruction"), r.path("reconstruction"));
    k.text("kernel", out.reconstruction.kernel, oneOf("smooth|standard|sharp|ramlak"));
    k.integer("matrix", out.reconstruction.matrix, 16, 1024);
    k.integer("slices", out.reconstruction.slices, 1, 1024);
    k.number("fovMm", out.reconstruction.fovMm, 0, 700);
    k.number("sliceMm", out.reconstruction.sliceMm, 0.2, 20);
    k.number("centreZMm", out.reconstruction.centreZMm, -300, 300);
    LASTRA_CHECK(k.finish());
    Reader n(r.object("noise"), r.path("noise"));
    n.integer("seed", out.noise.seed, 0, 9007199254740991.0);
    n.flag("quantum", out.noise.quantum);
    n.flag("electronic", out.noise.electronic);
    LASTRA_CHECK(n.finish());
    return r.finish();
}

} // namespace

core::Result<Job> parseJob(const QJsonObject &document) {
    Job job;
    Reader r(document, {});
    const QJsonValue version = r.take("lastraJob");
    if (version.toDouble(-1) != 1)
        return core::fail(
            "simulation.jobVersion",
            {version.isDouble() ? QString::number(version.toDouble()) : QStringLiteral("?")});
    r.text("trial", job.trialId, identifier(), true);
    r.text("sponsor", job.sponsor, words());
    r.text("site", job.site, words());
    Reader o(r.object("outputs"), r.path("outputs"));
    o.flag("dicom", job.dicom);
    o.flag("truth", job.truth);
    LASTRA_CHECK(o.finish());
    const QJsonValue cases = r.take("cases");
    if (!cases.isArray() || cases.toArray().isEmpty() || cases.toArray().size() > 100000)
        r.complain("cases", QStringLiteral("[ 1 … 100000 ]"));
    LASTRA_CHECK(r.finish());
    QSet<QString> seen;
    const QJsonArray list = cases.toArray();
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QString path = QStringLiteral("/cases/%1").arg(i);
        if (!list.at(i).isObject())
            return core::fail("simulation.jobInvalid", {path, QStringLiteral("{ … }")});
        CaseSpec spec;
        LASTRA_CHECK(readCase(list.at(i).toObject(), path, spec));
        // Names become folders, also where the file system folds case.
        if (seen.contains(spec.caseId.toLower()))
            return core::fail("simulation.caseTwice", {spec.caseId.left(64)});
        seen.insert(spec.caseId.toLower());
        job.cases.push_back(std::move(spec));
    }
    return job;
}

core::Result<Job> readJob(const QString &path) {
    LASTRA_TRY(document, core::readJsonObject(path));
    return parseJob(document);
}

core::Result<RunOptions> parseShard(const QString &text, RunOptions options) {
    static const QRegularExpression re(QStringLiteral("\\A(\\d{1,6})/(\\d{1,6})\\z"));
    const auto match = re.match(text);
    options.shard = match.captured(1).toInt();
    options.shardCount = match.captured(2).toInt();
    if (!match.hasMatch() || options.shardCount < 1 || options.shard >= options.shardCount)
        return core::fail("simulation.shard", {text.left(32)});
    return options;
}

} // namespace lastra::simulation
