#include "Fixture.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/dicom/CtWriter.h"

#include <QDir>

namespace fixture {

using namespace lastra;

bool writeStudy(const QString &folder, int person, const QString &bodyPart) {
    struct Person {
        const char *name, *id, *birth, *date;
    };
    static const Person people[] = {{"BIANCHI^LUCIA", "PID-0048213", "19570314", "20261112"},
                                    {"Müller^Jürgen", "PID-0099771", "19640922", "20261103"}};
    const Person &who = people[person - 1];
    const QByteArray number = QByteArray::number(person);
    imaging::Geometry geometry;
    geometry.size = {32, 32, 6};
    geometry.spacing = {2, 2, 3};
    auto made = imaging::Volume::create(geometry, imaging::VoxelType::Int16);
    if (!made)
        return false;
    imaging::Volume volume = std::move(*made);
    auto *voxels = static_cast<qint16 *>(volume.mutableData());
    for (int i = 0; i < 32 * 32 * 6; ++i)
        voxels[i] = qint16((i * 37 + person * 11) % 1000 - 200);
    volume.markAllReady();
    dicom::CtAttributes a;
    a.patientName = QString::fromUtf8(who.name);
    a.patientId = QString::fromLatin1(who.id);
    a.patientBirthDate = QString::fromLatin1(who.birth);
    a.patientSex = QStringLiteral("O");
    a.studyDate = a.contentDate = QString::fromLatin1(who.date);
    a.studyTime = a.contentTime = QStringLiteral("101500");
    a.institution = QStringLiteral("Osp. San Vitale");
    a.accessionNumber = QStringLiteral("RX2611-1187%1").arg(person);
    a.studyUid = dicom::uidFromText("study" + number);
    a.seriesUid = dicom::uidFromText("series" + number);
    a.frameOfReferenceUid = dicom::uidFromText("frame" + number);
    a.seriesDescription = QStringLiteral("Chest");
    a.bodyPart = bodyPart;
    a.kvp = 120;
    for (int k = 0; k < 6; ++k)
        a.instanceUids.push_back(
            dicom::uidFromText("image" + QByteArray::number(person * 100 + k)));
    core::Work work;
    return QDir().mkpath(folder) && dicom::writeCtSeries(volume, a, folder, work);
}

bool writeStudies(const QString &folder) {
    for (int person : {1, 2})
        if (!writeStudy(folder + QStringLiteral("/p%1").arg(person), person,
                        QStringLiteral("CHEST")))
            return false;
    return bool(
        core::AtomicFile::writeAll(folder + QStringLiteral("/notes.txt"), "LUCIA BIANCHI, bed 4"));
}

QList<QByteArray> identifyingValues() {
    return {"BIANCHI", "LUCIA",      "PID-0048213", "PID-0099771", "Jürgen",
            "RX2611",  "San Vitale", "19570314",    "20261112"};
}

core::Result<std::unique_ptr<workflow::Workspace>>
open(const QString &home, std::shared_ptr<core::SecretStore> secrets, const QString &site) {
    workflow::WorkspaceOptions options;
    options.home = home;
    options.site = site;
    options.secrets = std::move(secrets);
    return workflow::Workspace::open(std::move(options));
}

trial::Design tinyTrial(const QString &title) {
    trial::Design design;
    design.title = title;
    design.patients = 1;
    design.doses = {20};
    design.matrix = 64;
    design.slices = 8;
    return design;
}

} // namespace fixture
