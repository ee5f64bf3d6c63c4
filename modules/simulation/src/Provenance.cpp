#include "lastra/simulation/Provenance.h"

#include "CaseOutput.h"
#include "lastra/dicom/DataSet.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace lastra::simulation {

namespace {

using dicom::Tag;

// What the engine writes of a person; any other attribute of group 0010 says more than it knows.
constexpr quint32 kPerson[] = {0x00100010, 0x00100020, 0x00100030, 0x00100040, 0x00101010};
// Type 2 of the CT IOD or not written at all: without a value.
constexpr quint32 kEmpty[] = {0x00080050, 0x00080080, 0x00080090, 0x00081010, 0x00081048,
                              0x00081050, 0x00081060, 0x00081070, 0x00100030, 0x00204000};

bool isOfEngine(const dicom::DataSet &d, const ImageNames &names) {
    const auto is = [&](quint32 tag, const QString &value) { return d.text(Tag(tag)) == value; };
    if (!is(0x0020000d, names.studyUid) || !is(0x0020000e, names.seriesUid) ||
        !is(0x00200052, names.frameOfReferenceUid) || !is(0x00100010, names.patientName) ||
        !is(0x00100020, names.patientId))
        return false;
    if (!is(0x0008001c, QStringLiteral("YES")) || d.texts(Tag(0x00080008)) != engineImageType() ||
        !is(0x00080070, engineManufacturer()) || !is(0x00181020, engineSoftware()) ||
        !is(0x00082111, engineDerivation()))
        return false;
    const auto &equipment = d.items(Tag(0x0018a001));
    if (equipment.empty() || !std::all_of(equipment.begin(), equipment.end(), [](const auto &item) {
            return item.text(Tag(0x00080070)) == engineManufacturer();
        }))
        return false;
    for (const quint32 tag : kEmpty)
        if (!d.text(Tag(tag)).isEmpty())
            return false;
    return std::all_of(d.elements().begin(), d.elements().end(), [](const auto &element) {
        return !element.tag.isPrivate() && (element.tag.group != 0x0010 ||
                                            std::find(std::begin(kPerson), std::end(kPerson),
                                                      element.tag.number()) != std::end(kPerson));
    });
}

} // namespace

core::Result<QStringList> foreignImages(const Job &job, const QStringList &files,
                                        core::Work &work) {
    std::vector<ImageNames> cases;
    QHash<QString, size_t> caseOf; // by SOP Instance UID
    for (const CaseSpec &spec : job.cases) {
        cases.push_back(imageNames(job, spec));
        for (const QString &uid : cases.back().instanceUids)
            caseOf.insert(uid, cases.size() - 1);
    }
    QStringList foreign;
    QSet<QString> seen;
    work.begin(core::Unit::Files, files.size(), QStringLiteral("origin"));
    for (const QString &file : files) {
        LASTRA_CHECK(work.check());
        work.advance();
        dicom::ReadLimits limits;
        limits.keepOnFile = 4096;
        const auto read = dicom::DataSetFile::read(file, limits);
        if (!read) {
            foreign << file;
            continue;
        }
        const QString uid = read->data.text(Tag(0x00080018));
        const auto found = caseOf.constFind(uid);
        if (found == caseOf.constEnd() || seen.contains(uid) ||
            !isOfEngine(read->data, cases[*found]))
            foreign << file;
        seen.insert(uid);
    }
    return foreign;
}

} // namespace lastra::simulation
