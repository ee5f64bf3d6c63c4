#include "Command.h"

#include "lastra/dicom/Dump.h"
#include "lastra/dicom/Scan.h"
#include "lastra/dicom/Series.h"
#include "lastra/workflow/Datasets.h"
#include "lastra/workflow/Messages.h"

#include <QJsonArray>

namespace lastra::cli {
namespace {

// Never a name or ID of a patient: what a scan prints may end in a ticket.
core::Result<Outcome> scan(Call &call) {
    LASTRA_TRY(found, dicom::scanFolder(call.words, call.work));
    Outcome outcome;
    QJsonArray skipped, series;
    const auto language = workflow::systemLanguage();
    for (const dicom::Skipped &file : found.skipped)
        skipped.append(
            QJsonObject{{QStringLiteral("path"), file.path},
                        {QStringLiteral("code"), QString::fromLatin1(file.reason.code)},
                        {QStringLiteral("reason"), workflow::sentence(file.reason, language)}});
    const qsizetype files = qsizetype(found.files.size());
    qsizetype studies = 0, patients = 0;
    for (const dicom::Patient &patient : dicom::groupSeries(std::move(found.files))) {
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
                                {QStringLiteral("files"), int(s.files.size())},
                                {QStringLiteral("geometryProblems"), int(s.problems.size())},
                                {QStringLiteral("folder"), s.first().path.section(u'/', 0, -2)}});
            }
        }
    }
    outcome.json = {{QStringLiteral("files"), files},
                    {QStringLiteral("patients"), patients},
                    {QStringLiteral("studies"), studies},
                    {QStringLiteral("series"), series},
                    {QStringLiteral("skipped"), skipped}};
    outcome.text =
        QStringLiteral(
            "%1 DICOM files: %2 patients, %3 studies, %4 series. %5 other files were left out.\n")
            .arg(files)
            .arg(patients)
            .arg(studies)
            .arg(series.size())
            .arg(skipped.size());
    for (const QJsonValue &s : series)
        outcome.text += QStringLiteral("  %1 %2, %3 images  %4\n")
                            .arg(s[QLatin1String("modality")].toString(), -3)
                            .arg(s[QLatin1String("kind")].toString())
                            .arg(s[QLatin1String("images")].toInt())
                            .arg(s[QLatin1String("folder")].toString());
    for (const QJsonValue &s : skipped)
        outcome.text +=
            QStringLiteral("  left out: %1\n").arg(s[QLatin1String("reason")].toString());
    if (files == 0)
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
