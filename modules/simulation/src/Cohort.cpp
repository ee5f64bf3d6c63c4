#include "lastra/simulation/SampleCohort.h"

#include "Simulate.h"
#include "TextPicture.h"
#include "Tissues.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Json.h"
#include "lastra/dicom/CtWriter.h"

#include <QDate>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>

#include <cmath>

namespace lastra::simulation {

namespace {

// Invented people, in the scripts that de-identification has to know.
struct Person {
    const char *name;  // PN, with ideographic and phonetic groups where there are any
    const char *plain; // as burned into the picture
    const char *address, *phone, *physician, *operatorName, *institution, *institutionAddress;
    Sex sex;
};
constexpr Person kPeople[] = {
    {"Quartapelle^Nicolò^^Dott.", "QUARTAPELLE NICOLO", "Via dei Girasoli 418, 40199 Borgonovo",
     "+39 051 5550148", "Zanfrognini^Élise^^Dr.", "Tecnico^Ilda", "Ospedale San Lazzaro Inventato",
     "Viale delle Prove 7, Borgonovo", Sex::Male},
    {"Shirakaba^Midori=白樺^翠=しらかば^みどり", "SHIRAKABA MIDORI", "架空町三丁目 5-12",
     "+81 3 5550 0199", "Kuroiwa^Tetsu=黒岩^鉄=くろいわ^てつ", "Operatore^Due",
     "Clinica Universitaria di Valfinta", "Piazza del Campione 2, Valfinta", Sex::Female},
    {"Αστεριάδου^Ευρυδίκη", "ASTERIADOU EVRYDIKI", "Οδός Δοκιμής 23, Φανταστικό", "+30 210 5550123",
     "Снегирёва^Людмила", "Operatrice^Tre", "Istituto Bellavista di Nonluogo",
     "Strada del Modello 99, Nonluogo", Sex::Female},
};

QString text(const char *utf8) {
    return QString::fromUtf8(utf8);
}

dicom::Element element(quint16 group, quint16 number, const char *vr, const QString &value) {
    dicom::Element e;
    e.group = group;
    e.element = number;
    e.vr = vr;
    e.text = value;
    return e;
}

dicom::Element sequence(quint16 group, quint16 number,
                        std::vector<std::vector<dicom::Element>> items) {
    dicom::Element e;
    e.group = group;
    e.element = number;
    e.vr = "SQ";
    e.items = std::move(items);
    return e;
}

// What a careless archive leaves in: the same identity in many places.
std::vector<dicom::Element> plantedElements(const Person &p, const QString &id,
                                            const QString &study, int index) {
    const QString name = text(p.name), plain = text(p.plain);
    return {
        element(0x0008, 0x0081, "ST", text(p.institutionAddress)),
        element(0x0008, 0x1040, "LO", QStringLiteral("Radiologia 2")),
        element(0x0008, 0x1050, "PN", text(p.physician)),
        sequence(0x0010, 0x1002,
                 {{element(0x0010, 0x0020, "LO", QStringLiteral("TESSERA-%1").arg(id)),
                   element(0x0010, 0x0021, "LO", text(p.institution)),
                   element(0x0010, 0x0022, "CS", QStringLiteral("TEXT"))}}),
        element(0x0010, 0x1040, "LO", text(p.address)),
        element(0x0010, 0x2154, "SH", text(p.phone)),
        element(0x0010, 0x2180, "SH", QStringLiteral("Liutaio")),
        element(0x0010, 0x21B0, "LT",
                QStringLiteral("Seen by %1; relatives of %2 called %3")
                    .arg(text(p.physician), plain, text(p.phone))),
        element(0x0010, 0x4000, "LT", QStringLiteral("Badge %1, %2").arg(id, plain)),
        element(0x0020, 0x4000, "LT", QStringLiteral("Checked with %1").arg(plain)),
        element(0x0032, 0x1060, "LO", QStringLiteral("CT thorax %1").arg(id)),
        element(0x0038, 0x0010, "LO", QStringLiteral("RIC-%1").arg(id)),
        sequence(0x0040, 0x0275,
                 {{element(0x0040, 0x0007, "LO", QStringLiteral("Torace %1").arg(plain)),
                   sequence(0x0040, 0x0008,
                            {{element(0x0008, 0x0100, "SH", QStringLiteral("CTTH")),
                              element(0x0008, 0x0102, "SH", QStringLiteral("99LASTRA")),
                              element(0x0008, 0x0104, "LO", QStringLiteral("CT thorax"))}}),
                   element(0x0040, 0x0009, "SH", QStringLiteral("SPS%1").arg(index + 1)),
                   element(0x0040, 0x1001, "SH", QStringLiteral("RP%1").arg(index + 1))}}),
        element(0x0029, 0x0010, "LO", QStringLiteral("LASTRA SAMPLE 1.0")),
        element(0x0029, 0x1010, "LO", QStringLiteral("%1 / %2").arg(plain, id)),
        element(0x0029, 0x1011, "UI", study),
        element(0x0029, 0x1012, "DA", QStringLiteral("19991231")),
        sequence(0x0029, 0x1020,
                 {{element(0x0029, 0x0010, "LO", QStringLiteral("LASTRA SAMPLE 1.0")),
                   element(0x0010, 0x0010, "PN", name),
                   element(0x0029, 0x1030, "LT", QStringLiteral("Copy for %1").arg(plain))}}),
    };
}

template <class Attributes>
void fillCommon(Attributes &a, const CohortOptions &options, int index, const Simulated &s,
                const QString &kernel) {
    const Person &p = kPeople[size_t(index) % std::size(kPeople)];
    const QByteArray key = "lastra-cohort/" + QByteArray::number(qulonglong(options.seed)) + "/" +
                           QByteArray::number(index) + (options.planted ? "/p" : "/s");
    const QDate studied = QDate(2025, 2, 3).addDays(37 * (index + 1));
    const QDate born = studied.addYears(-s.ageYears).addDays(-(11 + 23 * index));
    const auto dicomDate = [](QDate d) { return d.toString(QStringLiteral("yyyyMMdd")); };
    a.patientName = options.planted ? text(p.name) : QStringLiteral("SIMULATED^%1").arg(index + 1);
    a.patientId = options.planted ? QStringLiteral("BRG%1%2").arg(70413 + 1117 * index).arg(index)
                                  : QStringLiteral("SIM-%1").arg(index + 1);
    a.patientSex = s.sex == Sex::Male ? QStringLiteral("M") : QStringLiteral("F");
    a.patientAge = QStringLiteral("%1Y").arg(s.ageYears, 3, 10, QLatin1Char('0'));
    a.studyUid = dicom::uidFromText(key + "/study");
    a.studyId = QStringLiteral("%1").arg(4000 + 13 * index);
    a.studyDate = a.contentDate = dicomDate(studied);
    a.studyTime = a.contentTime =
        QStringLiteral("%1%2").arg(8 + index % 10, 2, 10, QLatin1Char('0')).arg(17 + index % 40) +
        QStringLiteral("00");
    a.studyDescription = options.head ? QStringLiteral("CT head") : QStringLiteral("CT thorax");
    a.bodyPart = options.head ? QStringLiteral("HEAD") : QStringLiteral("CHEST");
    a.manufacturer = QStringLiteral("Lastra (simulated)");
    a.model = QStringLiteral("Lastra LA-1");
    a.softwareVersion = engineName() + QLatin1Char(' ') + engineVersion();
    a.synthetic = true;
    a.derivation = QStringLiteral("Simulated from a virtual patient; no person was imaged");
    a.protocol = kernel;
    if (options.planted) {
        a.patientBirthDate = dicomDate(born);
        a.referringPhysician = text(p.physician);
        a.operatorName = text(p.operatorName);
        a.institution = text(p.institution);
        a.accessionNumber = QStringLiteral("ACC%1").arg(880021 + 409 * index);
        a.station = QStringLiteral("TC-BORGO-2");
        a.deviceSerial = QStringLiteral("LA1-%1").arg(55120 + index);
        a.timezone = QStringLiteral("+0100");
        a.extra = plantedElements(p, a.patientId, a.studyUid, index);
    }
}

// A coronal view with the patient's identity burned in.
imaging::GreyImage capture(const Simulated &s, const dicom::CommonAttributes &a,
                           const Person &person) {
    imaging::GreyImage image;
    image.width = 640;
    image.height = 480;
    image.pixels.assign(size_t(image.width * image.height), 0);
    const auto voxel = s.image.voxels<int16_t>();
    const Lattice &l = s.lattice;
    const int row = l.ny / 2;
    const double step = l.dx * l.nx / 420; // mm a pixel
    for (int y = 0; y < 330; ++y)
        for (int x = 0; x < 420; ++x) {
            const int k = l.nz - 1 - int(y * step / l.dz), i = int(x * step / l.dx);
            if (k < 0 || i >= l.nx)
                continue;
            const double hu =
                voxel[(size_t(k) * size_t(l.ny) + size_t(row)) * size_t(l.nx) + size_t(i)];
            image.pixels[size_t(y + 110) * 640 + size_t(x + 110)] =
                std::uint8_t(std::clamp((hu + 700) / 1400 * 255, 0.0, 255.0));
        }
    drawText(image, 12, 12, person.plain, 3);
    drawText(image, 12, 42, "ID " + a.patientId.toLatin1(), 2);
    drawText(image, 12, 62, "BORN " + a.patientBirthDate.toLatin1(), 2);
    drawText(image, 380, 42, "STUDY " + a.studyDate.toLatin1(), 2);
    drawText(image, 380, 62, a.accessionNumber.toLatin1(), 2);
    drawText(image, 12, 456, "CT THORAX  DOSE REPORT  120 KV", 2, 200);
    return image;
}

CaseSpec cohortCase(const CohortOptions &options, int index) {
    CaseSpec spec;
    if (options.head) {
        spec.patient.anatomy = QStringLiteral("head");
        spec.patient.nodule.present = false;
        spec.scanner.fieldMm = 270;
    }
    spec.patient.seed = options.seed * 101 + std::uint64_t(index);
    spec.patient.sex =
        options.planted ? kPeople[size_t(index) % std::size(kPeople)].sex : Sex::Either;
    spec.patient.iodineMgPerMl = index % 3 == 1 ? 0 : 6.5;
    spec.patient.nodule.diameterMm = 10 + 4 * (index % 3);
    spec.protocol.mAs = index % 3 == 2 ? 60 : 110;
    spec.scanner.views = 480;
    spec.reconstruction.slices = options.slices;
    spec.reconstruction.matrix = options.matrix;
    spec.reconstruction.sliceMm = options.sliceMm;
    spec.reconstruction.centreZMm = options.head ? -30 : -18;
    return spec;
}

core::Done checkOptions(const CohortOptions &o) {
    const auto within = [](const char *name, double v, double low, double high) -> core::Done {
        if (v >= low && v <= high)
            return {};
        return core::fail("simulation.parameter", {QString::fromLatin1(name), QString::number(v)});
    };
    LASTRA_CHECK(within("count", o.count, 1, 50));
    LASTRA_CHECK(within("slices", o.slices, 1, 512));
    LASTRA_CHECK(within("matrix", o.matrix, 16, 1024));
    return within("sliceMm", o.sliceMm, 0.2, 20);
}

} // namespace

core::Result<CohortReport> makeSampleCohort(const QString &folder, core::Work &work,
                                            const CohortOptions &options) {
    LASTRA_CHECK(checkOptions(options));
    LASTRA_CHECK(core::makeFolder(folder));
    CohortReport report;
    QJsonArray truth;
    work.begin(core::Unit::Images, qint64(options.count) * options.slices,
               QStringLiteral("sample cohort"));
    for (int index = 0; index < options.count; ++index) {
        const Person &person = kPeople[size_t(index) % std::size(kPeople)];
        const CaseSpec spec = cohortCase(options, index);
        const qint64 before = qint64(index) * options.slices;
        LASTRA_TRY(s, simulate(spec, spec.patient.seed * 7919 + 17, false, options.threads, work,
                               [&](double share) {
                                   work.setDone(before + qint64(share * options.slices));
                               }));
        const QString home = folder + QStringLiteral("/patient-%1").arg(index + 1);
        dicom::CtAttributes ct;
        fillCommon(ct, options, index, s, QStringLiteral("Thorax standard"));
        ct.seriesUid = dicom::uidFromText(ct.studyUid.toLatin1() + "/ct");
        ct.frameOfReferenceUid = dicom::uidFromText(ct.studyUid.toLatin1() + "/frame");
        ct.seriesNumber = 2;
        ct.seriesDescription =
            QStringLiteral("SIM %1 %2 mm %3")
                .arg(options.head ? QStringLiteral("Head") : QStringLiteral("Thorax"))
                .arg(options.sliceMm)
                .arg(spec.patient.iodineMgPerMl > 0 ? QStringLiteral("contrast")
                                                    : QStringLiteral("native"));
        ct.imageType = {QStringLiteral("DERIVED"), QStringLiteral("SECONDARY"),
                        QStringLiteral("AXIAL"), QStringLiteral("SIMULATED")};
        ct.kvp = spec.protocol.kVp;
        ct.mAs = spec.protocol.mAs;
        ct.exposureTime = 500;
        ct.tubeCurrent = spec.protocol.mAs * 2;
        ct.kernel = QStringLiteral("LA-STANDARD");
        ct.reconstructionDiameter = s.lattice.dx * s.lattice.nx;
        ct.sourceToDetector = spec.scanner.sddMm;
        ct.sourceToIsocentre = spec.scanner.sidMm;
        ct.contributing = {{ct.manufacturer, ct.model, engineVersion(),
                            QStringLiteral("Virtual patient seed %1").arg(spec.patient.seed)}};
        for (int k = 0; k < options.slices; ++k)
            ct.instanceUids.push_back(
                dicom::uidFromText(ct.seriesUid.toLatin1() + "/" + QByteArray::number(k)));
        core::Work writing;
        LASTRA_TRY(paths, dicom::writeCtSeries(s.image, ct, home + QStringLiteral("/ct"), writing));
        report.files += paths.size();
        for (const QString &path : paths)
            report.bytes += QFileInfo(path).size();

        if (options.planted && index == 0) {
            dicom::CaptureAttributes sc;
            fillCommon(sc, options, index, s, QStringLiteral("Dose report"));
            sc.seriesUid = dicom::uidFromText(ct.studyUid.toLatin1() + "/sc");
            sc.instanceUid = dicom::uidFromText(ct.studyUid.toLatin1() + "/sc/1");
            sc.seriesNumber = 99;
            sc.seriesDescription = QStringLiteral("SIM Dose report");
            const QString path = home + QStringLiteral("/capture/SC0001.dcm");
            LASTRA_CHECK(core::makeFolder(home + QStringLiteral("/capture")));
            LASTRA_CHECK(dicom::writeSecondaryCapture(capture(s, sc, person), sc, path));
            report.files += 1;
            report.bytes += QFileInfo(path).size();
        }
        QJsonObject entry{{QStringLiteral("folder"), QFileInfo(home).fileName()},
                          {QStringLiteral("seed"), qint64(spec.patient.seed)}};
        if (s.nodule)
            entry.insert(QStringLiteral("nodule"),
                         QJsonObject{{QStringLiteral("centreMm"),
                                      QJsonArray{s.nodule->centreMm[0], s.nodule->centreMm[1],
                                                 s.nodule->centreMm[2]}},
                                     {QStringLiteral("diameterMm"), s.nodule->diameterMm}});
        if (options.planted)
            entry.insert(QStringLiteral("planted"),
                         QJsonArray{ct.patientName, ct.patientId, ct.patientBirthDate,
                                    ct.accessionNumber, ct.referringPhysician, ct.operatorName,
                                    ct.institution, text(person.plain), text(person.address),
                                    text(person.phone)});
        truth.append(entry);
        report.folders << home;
        work.setDone(before + options.slices);
        LASTRA_CHECK(work.check());
    }
    report.truthFile = folder + QStringLiteral("/cohort-truth.json");
    LASTRA_CHECK(core::writeJsonObject(report.truthFile, {{QStringLiteral("patients"), truth},
                                                          {QStringLiteral("invented"), true}}));
    return report;
}

core::Result<imaging::Volume> phantomVolume(const PatientSpec &spec, int threads,
                                            core::Work &work) {
    LASTRA_TRY(patient, VirtualPatient::draw(spec));
    const bool head = spec.anatomy == QStringLiteral("head");
    const int n = 256;
    const double step = head ? 1 : 1.8, dz = head ? 1.5 : 2.25;
    const Lattice lattice{
        n,
        n,
        128,
        step,
        step,
        dz,
        {-step * (n - 1) / 2, -step * (n - 1) / 2, (head ? -30 : -18) - dz * 63.5}};
    LASTRA_TRY(voxels, patient.voxelise(lattice, threads, work));
    LASTRA_TRY(mu, basisAttenuation(65));
    return trueVolume(voxels.bases, lattice, mu);
}

} // namespace lastra::simulation
