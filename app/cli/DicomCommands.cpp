#include "Command.h"

#include "lastra/dicom/Dump.h"
#include "lastra/dicom/Series.h"
#include "lastra/workflow/Datasets.h"
#include "lastra/workflow/Messages.h"

#include <QJsonArray>

namespace lastra::cli {
namespace {

// Never a name or ID of a patient: what a scan prints may end in a ticket.
core::Result<Outcome> scan(Call &call) {
    LASTRA_TRY(found, dicom::scanFolder(call.words, call.work));
    LASTRA_TRY(sorted, dicom::sortFiles(std::move(found), call.work));
    Outcome outcome;
    QJsonArray skipped, series;
    for (const dicom::Skipped &file : sorted.leftAlone)
        skipped.append(reasonFor(file.path, file.reason));
    const dicom::FileCount count = sorted.count();
    qsizetype studies = 0, patients = 0;
    for (const dicom::Patient &patient : dicom::groupSeries(std::move(sorted.taken))) {
        ++patients;
        for (const dicom::Study &study : patient.studies) {
            ++studies;
            for (const dicom::Series &s : study.series) {
                static constexpr const char *kKinds[] = {"volume", "pictures", "other"};
                series.append(
                    QJsonObject{{QStringLiteral("seriesUid"), s.first().seriesUid},
                                {QStringLiteral("studyUid"), study.uid},
                                {QStringLiteral("modality"), s.first().modality},
                                {QStringLiteral("kind"), QLatin1String(kKinds[int(s.kind)])},
                                {QStringLiteral("images"), s.images},
                                {QStringLiteral("repeatedImages"), s.repeated},
                                {QStringLiteral("files"), int(s.files.size())},
                                {QStringLiteral("geometryProblems"), int(s.problems.size())},
                                {QStringLiteral("folder"), s.first().path.section(u'/', 0, -2)}});
            }
        }
    }
    outcome.json = {{QStringLiteral("files"), count.taken}, {QStringLiteral("count"), json(count)},
                    {QStringLiteral("patients"), patients}, {QStringLiteral("studies"), studies},
                    {QStringLiteral("series"), series},     {QStringLiteral("skipped"), skipped}};
    outcome.text = words(count) + QStringLiteral("%1 patients, %2 studies, %3 series.\n")
                                      .arg(patients)
                                      .arg(studies)
                                      .arg(series.size());
    for (const QJsonValue &s : series)
        outcome.text += QStringLiteral("  %1 %2, %3 images%4  %5\n")
                            .arg(s[QLatin1String("modality")].toString(), -3)
                            .arg(s[QLatin1String("kind")].toString())
                            .arg(s[QLatin1String("images")].toInt())
                            .arg(s[QLatin1String("repeatedImages")].toInt() > 0
                                     ? QStringLiteral(" (%1 more repeat their SOP Instance UID)")
                                           .arg(s[QLatin1String("repeatedImages")].toInt())
                                     : QString())
                            .arg(s[QLatin1String("folder")].toString());
    for (const QJsonValue &s : skipped)
        outcome.text +=
            QStringLiteral("  left alone: %1\n").arg(s[QLatin1String("reason")].toString());
    if (count.taken == 0)
        outcome.exit = Failed;
    return outcome;
}

core::Result<Outcome> dump(Call &call) {
    Outcome outcome;
    if (call.options.isSet(QStringLiteral("json"))) {
        LASTRA_TRY(elements, dicom::dumpJson(call.words.first()));
        outcome.json = {{QStringLiteral("elements"), elements}};
    } else {
        LASTRA_TRY(text, dicom::dumpText(call.words.first()));
        outcome.text = text;
    }
    return outcome;
}

} // namespace

QString words(const dicom::FileCount &count) {
    return QStringLiteral("%1 files found: %2 taken, %3 repeated, %4 left alone.\n")
        .arg(count.found())
        .arg(count.taken)
        .arg(count.repeated)
        .arg(count.leftAlone);
}

QJsonObject json(const dicom::FileCount &count) {
    return {{QStringLiteral("found"), count.found()},
            {QStringLiteral("taken"), count.taken},
            {QStringLiteral("repeated"), count.repeated},
            {QStringLiteral("leftAlone"), count.leftAlone}};
}

QJsonObject reasonFor(const QString &path, const core::Error &reason) {
    return {{QStringLiteral("path"), path},
            {QStringLiteral("code"), QString::fromLatin1(reason.code)},
            {QStringLiteral("reason"), workflow::sentence(reason, workflow::systemLanguage())}};
}

QList<Command> dicomCommands() {
    return {{QStringLiteral("dicom scan"),
             QStringLiteral("DIR..."),
             QStringLiteral("Lists the series found under folders, and what is not DICOM."),
             1,
             1000,
             {},
             scan},
            {QStringLiteral("dicom dump"),
             QStringLiteral("FILE"),
             QStringLiteral("Prints the elements of one file. Shows what identifies a patient."),
             1,
             1,
             {},
             dump}};
}

} // namespace lastra::cli
