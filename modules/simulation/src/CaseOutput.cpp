#include "CaseOutput.h"

#include "Metrics.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"
#include "lastra/core/Version.h"
#include "lastra/dicom/CtWriter.h"
#include "lastra/imaging/MetaImage.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>

namespace lastra::simulation {

namespace {

QByteArray shortHash(const QByteArray &text, int digits) {
    return core::hex(core::sha256(text)).left(digits).toUpper();
}

QByteArray compact(const QJsonObject &object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject truthOf(const CaseSpec &spec, const Simulated &s) {
    QJsonObject nodule{{QStringLiteral("present"), s.nodule.has_value()}};
    if (s.nodule) {
        const Point &c = s.nodule->centreMm;
        nodule.insert(QStringLiteral("centreMm"), QJsonArray{c[0], c[1], c[2]});
        nodule.insert(QStringLiteral("diameterMm"), s.nodule->diameterMm);
        nodule.insert(QStringLiteral("densityGcc"), s.nodule->densityGcc);
        nodule.insert(QStringLiteral("hu"), s.trueHu[size_t(Tissue::Nodule)]);
    }
    QJsonArray tissues;
    for (int t = 0; t < int(Tissue::Count); ++t)
        tissues.append(QJsonObject{{QStringLiteral("label"), t},
                                   {QStringLiteral("name"), tissueName(Tissue(t))},
                                   {QStringLiteral("hu"), s.trueHu[size_t(t)]}});
    return {{QStringLiteral("caseId"), spec.caseId},
            {QStringLiteral("coordinates"), QStringLiteral("patient LPS, mm")},
            {QStringLiteral("referenceKeV"), s.referenceKeV},
            {QStringLiteral("sex"), s.sex == Sex::Male ? QStringLiteral("M") : QStringLiteral("F")},
            {QStringLiteral("ageYears"), s.ageYears},
            {QStringLiteral("nodule"), nodule},
            {QStringLiteral("tissues"), tissues},
            {QStringLiteral("phantomSha256"), QString::fromLatin1(s.phantomDigest)}};
}

dicom::CtAttributes attributesOf(const Job &job, const CaseSpec &spec, const Simulated &s) {
    const ImageNames names = imageNames(job, spec);
    const QString &subject = names.subject;
    dicom::CtAttributes a;
    a.patientName = names.patientName;
    a.patientId = names.patientId;
    a.patientSex = s.sex == Sex::Male ? QStringLiteral("M") : QStringLiteral("F");
    a.patientAge = QStringLiteral("%1Y").arg(s.ageYears, 3, 10, QLatin1Char('0'));
    a.studyUid = names.studyUid;
    a.studyId = subject;
    a.studyDate = a.contentDate = QStringLiteral("20260101");
    a.studyTime = a.contentTime = QStringLiteral("120000");
    a.studyDescription = QStringLiteral("SIM ") + job.trialId.left(60);
    a.seriesUid = names.seriesUid;
    a.frameOfReferenceUid = names.frameOfReferenceUid;
    a.instanceUids = names.instanceUids;
    a.seriesDescription =
        QStringLiteral("SIM %1 %2").arg(spec.caseId, spec.reconstruction.kernel).left(64);
    a.protocol = spec.arm.left(64);
    a.bodyPart = spec.patient.anatomy == QStringLiteral("head") ? QStringLiteral("HEAD")
                                                                : QStringLiteral("CHEST");
    a.manufacturer = engineManufacturer();
    a.model = spec.scanner.name;
    a.softwareVersion = engineSoftware();
    a.deviceSerial = QString::fromLatin1(shortHash(a.softwareVersion.toUtf8(), 16));
    a.synthetic = true;
    a.imageType = engineImageType();
    a.derivation = engineDerivation();
    const double rotation = 1000; // ms
    a.kvp = spec.protocol.kVp;
    a.mAs = spec.protocol.mAs;
    a.exposureTime = rotation;
    a.tubeCurrent = spec.protocol.mAs / (rotation / 1000);
    a.kernel = QStringLiteral("LA-") + spec.reconstruction.kernel.toUpper();
    a.reconstructionDiameter = s.lattice.nx * s.lattice.dx;
    a.sourceToDetector = spec.scanner.sddMm;
    a.sourceToIsocentre = spec.scanner.sidMm;
    const bool lung = spec.reconstruction.kernel == QStringLiteral("sharp");
    a.windowCenter = lung ? -600 : 40;
    a.windowWidth = lung ? 1500 : 400;
    const QString version = engineVersion();
    a.contributing = {{a.manufacturer, a.model, version,
                       QStringLiteral("Virtual patient %1, phantom %2")
                           .arg(subject, QString::fromLatin1(s.phantomDigest.left(16)))},
                      {a.manufacturer, engineName(), version,
                       QStringLiteral("Fan-beam filtered back-projection, water correction"),
                       QStringLiteral("109102"), QStringLiteral("Processing Equipment")}};
    a.extra = {{0x0012,
                0x0010,
                "LO",
                job.sponsor.isEmpty() ? QStringLiteral("Lastra") : job.sponsor,
                {},
                {}},
               {0x0012, 0x0020, "LO", job.trialId, {}, {}},
               {0x0012, 0x0021, "LO", QString(), {}, {}},
               {0x0012, 0x0030, "LO", job.site, {}, {}},
               {0x0012, 0x0031, "LO", QString(), {}, {}},
               {0x0012, 0x0040, "LO", subject, {}, {}},
               {0x0012, 0x0050, "LO", spec.arm, {}, {}},
               {0x0012, 0x0060, "LO", QStringLiteral("Lastra"), {}, {}},
               {0x0012, 0x0071, "LO", spec.caseId, {}, {}}};
    return a;
}

} // namespace

QString engineName() {
    return QStringLiteral("lastra-sim");
}
QString engineVersion() {
    return core::version();
}

QString engineManufacturer() {
    return QStringLiteral("Lastra (simulated)");
}
QString engineSoftware() {
    return engineName() + QLatin1Char(' ') + engineVersion();
}
QString engineDerivation() {
    return QStringLiteral("Simulated from a virtual patient; no person was imaged");
}
QStringList engineImageType() {
    return {QStringLiteral("DERIVED"), QStringLiteral("SECONDARY"), QStringLiteral("AXIAL"),
            QStringLiteral("SIMULATED")};
}

ImageNames imageNames(const Job &job, const CaseSpec &spec) {
    const QByteArray patient = compact(spec.source[QLatin1String("patient")].toObject());
    const QByteArray digest = inputDigest(job, spec);
    const auto uid = [&](const QByteArray &what) {
        return dicom::uidFromText("lastra-sim/" + what);
    };
    ImageNames names;
    names.subject = QString::fromLatin1(shortHash(patient, 8));
    names.patientName = QStringLiteral("SIMULATED^") + names.subject;
    names.patientId = QStringLiteral("SIM-") + names.subject;
    names.studyUid = uid("study/" + job.trialId.toUtf8() + "/" + patient);
    names.seriesUid = uid("series/" + digest);
    names.frameOfReferenceUid = uid("frame/" + patient);
    for (int k = 0; k < spec.reconstruction.slices; ++k)
        names.instanceUids.push_back(uid("image/" + digest + "/" + QByteArray::number(k)));
    return names;
}

QByteArray inputDigest(const Job &job, const CaseSpec &spec) {
    return core::hex(core::sha256((engineName() + engineVersion()).toUtf8() + '\n' +
                                  job.trialId.toUtf8() + '\n' + job.sponsor.toUtf8() + '\n' +
                                  job.site.toUtf8() + '\n' + (job.dicom ? "d" : "-") +
                                  (job.truth ? "t" : "-") + '\n' + compact(spec.source)));
}

core::Result<QJsonObject> writeCase(const Job &job, const CaseSpec &spec,
                                    const Simulated &simulated, const QString &folder) {
    const QByteArray digest = inputDigest(job, spec);
    if (job.dicom) {
        core::Work work;
        LASTRA_TRY(written,
                   dicom::writeCtSeries(simulated.image, attributesOf(job, spec, simulated),
                                        folder + QStringLiteral("/dicom"), work));
        if (int(written.size()) != simulated.lattice.nz)
            return core::fail("simulation.caseFailed", {spec.caseId});
    }
    if (job.truth) {
        const QString truth = folder + QStringLiteral("/truth");
        LASTRA_CHECK(core::makeFolder(truth));
        LASTRA_CHECK(
            imaging::writeMetaImage(simulated.labels, truth + QStringLiteral("/labels.mha")));
        LASTRA_CHECK(imaging::writeMetaImage(simulated.truth, truth + QStringLiteral("/hu.mha")));
        LASTRA_CHECK(
            core::writeJsonObject(truth + QStringLiteral("/truth.json"), truthOf(spec, simulated)));
    }
    return QJsonObject{
        {QStringLiteral("lastraResult"), 1},
        {QStringLiteral("trial"), job.trialId},
        {QStringLiteral("caseId"), spec.caseId},
        {QStringLiteral("arm"), spec.arm},
        {QStringLiteral("engine"), engineName()},
        {QStringLiteral("engineVersion"), engineVersion()},
        {QStringLiteral("inputSha256"), QString::fromLatin1(digest)},
        {QStringLiteral("input"), spec.source},
        {QStringLiteral("phantomSha256"), QString::fromLatin1(simulated.phantomDigest)},
        {QStringLiteral("referenceKeV"), simulated.referenceKeV},
        {QStringLiteral("waterMuPerCm"), simulated.waterMuPerCm},
        {QStringLiteral("starvedReadings"), simulated.starved},
        {QStringLiteral("clampedVoxels"), simulated.clamped},
        {QStringLiteral("metrics"), measure(simulated)},
    };
}

core::Result<QJsonArray> listFiles(const QString &folder) {
    QStringList paths;
    const QDir root(QDir(folder).absolutePath()); // relativeFilePath() wants absolute paths
    QDirIterator it(root.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext())
        paths << root.relativeFilePath(it.next());
    paths.removeAll(QStringLiteral("result.json"));
    paths.sort();
    QJsonArray out;
    for (const QString &path : paths) {
        LASTRA_TRY(sum, core::sha256File(root.filePath(path)));
        out.append(QJsonObject{{QStringLiteral("path"), path},
                               {QStringLiteral("bytes"), QFileInfo(root.filePath(path)).size()},
                               {QStringLiteral("sha256"), QString::fromLatin1(core::hex(sum))}});
    }
    return out;
}

bool provenDone(const QString &folder, const QByteArray &inputDigest) {
    const QString path = folder + QStringLiteral("/result.json");
    if (!QFile::exists(path))
        return false;
    const auto result = core::readJsonObject(path);
    if (!result || (*result)[QLatin1String("inputSha256")].toString().toLatin1() != inputDigest)
        return false;
    const auto files = listFiles(folder);
    return files && !files->isEmpty() && *files == (*result)[QLatin1String("files")].toArray();
}

} // namespace lastra::simulation
