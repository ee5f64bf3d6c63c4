#include "Seed.h"

#include "DicomHead.h"

#include "lastra/dicom/CtWriter.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cmath>

namespace lastra::sandbox {
namespace {

constexpr int kSide = 96, kSlices = 24;
constexpr double kPixel = 2.0, kSlice = 4.0; // mm

// An upright trunk of ellipses: soft tissue, two lungs, spine, and a nodule in the left lung.
core::Result<imaging::Volume> trunk() {
    imaging::Geometry geometry;
    geometry.size = {kSide, kSide, kSlices};
    geometry.spacing = {kPixel, kPixel, kSlice};
    geometry.origin = {-kPixel * (kSide - 1) / 2, -kPixel * (kSide - 1) / 2, 0};
    LASTRA_TRY(volume, imaging::Volume::create(geometry, imaging::VoxelType::Int16,
                                               {1, 0, QStringLiteral("HU"), {}}));
    const auto voxels = volume.mutableVoxels<int16_t>();
    const auto inside = [](double x, double y, double cx, double cy, double rx, double ry) {
        return std::pow((x - cx) / rx, 2) + std::pow((y - cy) / ry, 2) <= 1;
    };
    size_t at = 0;
    for (int k = 0; k < kSlices; ++k)
        for (int j = 0; j < kSide; ++j)
            for (int i = 0; i < kSide; ++i, ++at) {
                const double x = kPixel * (i - (kSide - 1) / 2.0);
                const double y = kPixel * (j - (kSide - 1) / 2.0);
                const double z = kSlice * k - 40;
                double hu = -1000;
                if (inside(x, y, 0, 0, 88, 62))
                    hu = 40;
                if (inside(x, y, 42, -4, 32, 42) || inside(x, y, -42, -4, 32, 42))
                    hu = -800;
                if (inside(x, y, 0, 44, 14, 12))
                    hu = 350;
                if (std::hypot(x - 46, y + 6, z) <= 9)
                    hu = 60;
                voxels[at] = int16_t(hu);
            }
    volume.markAllReady();
    return volume;
}

core::Result<QStringList> writeTrunk(const QString &folder) {
    LASTRA_TRY(volume, trunk());
    dicom::CtAttributes ct;
    ct.patientName = QStringLiteral("Bianchi^Teodora");
    ct.patientId = QStringLiteral("SBX-770214");
    ct.patientBirthDate = QStringLiteral("19770214");
    ct.patientSex = QStringLiteral("F");
    ct.patientAge = QStringLiteral("049Y");
    ct.studyUid = dicom::uidFromText("sandbox study");
    ct.seriesUid = dicom::uidFromText("sandbox series");
    ct.frameOfReferenceUid = dicom::uidFromText("sandbox frame");
    for (int k = 0; k < kSlices; ++k)
        ct.instanceUids.push_back(dicom::uidFromText("sandbox image " + QByteArray::number(k)));
    ct.studyDate = ct.contentDate = QStringLiteral("20260203");
    ct.studyTime = ct.contentTime = QStringLiteral("101112");
    ct.studyId = QStringLiteral("1");
    ct.accessionNumber = QStringLiteral("ACC-90311");
    ct.studyDescription = QStringLiteral("Torace senza mdc");
    ct.seriesDescription = QStringLiteral("Torace 4mm");
    ct.referringPhysician = QStringLiteral("Verdi^Osvaldo");
    ct.institution = QStringLiteral("Ospedale Inventato");
    ct.manufacturer = QStringLiteral("Sandbox");
    ct.model = QStringLiteral("Stand-in CT");
    ct.kvp = 120;
    core::Work work;
    return dicom::writeCtSeries(volume, ct, folder, work);
}

} // namespace

bool seed(Store &store) {
    const std::lock_guard lock(store.mutex);
    if (!store.projects.empty())
        return true;
    store.accounts["admin"] =
        Account{"admin", "lastra-sandbox-1", "Sandbox", "Administrator", true, 0};
    store.accounts["ada"] = Account{"ada", "lastra-sandbox-1", "Ada", "Test", false, 0};
    const auto project = [&](const char *id, const char *name, const char *description) {
        Project p;
        p.id = p.secondaryId = QLatin1String(id);
        p.name = QLatin1String(name);
        p.description = QLatin1String(description);
        p.roles = {{"ada", "member"}, {"admin", "owner"}};
        store.projects[p.id] = p;
    };
    project("CLINIC", "Clinic", "Images as they come from a hospital; the person is invented");
    project("SHARED", "Shared", "Where de-identified images go");
    project("TRIALS", "Trials", "Simulated images");

    const QTemporaryDir folder;
    const auto written = writeTrunk(folder.path());
    if (!written)
        return false;
    const QString subject = store.makeSubject("CLINIC", "CLINIC_001", "admin").id;
    const QString id = store.newId('E');
    Experiment &session = store.experiments[id];
    session.id = id;
    session.label = QStringLiteral("CLINIC_001_CT1");
    session.project = QStringLiteral("CLINIC");
    session.subject = subject;
    session.xsiType = QStringLiteral("xnat:ctSessionData");
    session.modality = QStringLiteral("CT");
    session.date = QStringLiteral("2026-02-03");
    session.insertDate = store.stamp();
    session.insertUser = QStringLiteral("admin");
    for (const QString &path : *written) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const auto head = readDicomHead(file.readAll());
        file.close();
        if (!head)
            return false;
        session.uid = head->value(0x0020000D);
        session.patientId = head->value(0x00100020);
        session.patientName = head->value(0x00100010);
        Scan &scan = session.scans["1"];
        scan.id = QStringLiteral("1");
        scan.uid = head->value(0x0020000E);
        scan.modality = QStringLiteral("CT");
        scan.xsiType = QStringLiteral("xnat:ctScanData");
        scan.type = scan.description = head->value(0x0008103E);
        Resource &resource = scan.resources["DICOM"];
        if (resource.id == 0)
            resource = Resource{store.newResourceId(), "DICOM", "DICOM", "RAW", {}};
        File *stored =
            store.put(resource, session.uid + "-1-" + head->value(0x00200013) + ".dcm", path);
        if (!stored)
            return false;
        stored->format = QStringLiteral("DICOM");
        stored->content = QStringLiteral("RAW");
    }
    store.save();
    return true;
}

} // namespace lastra::sandbox
