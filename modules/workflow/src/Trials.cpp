#include "lastra/workflow/Trials.h"

#include "Sealing.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Json.h"
#include "lastra/dicom/SeriesReader.h"
#include "lastra/imaging/MetaImage.h"
#include "lastra/simulation/Provenance.h"
#include "lastra/workflow/Datasets.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <cerrno>

namespace lastra::workflow {
namespace {

using core::fail;
using core::Result;

QString trialsFolder(Workspace &ws) {
    return ws.home().path() + QStringLiteral("/trials");
}
QString folderOf(Workspace &ws, const QString &id) {
    return trialsFolder(ws) + u'/' + id;
}

bool isTrialId(const QString &id) {
    return id.size() >= 3 && id.size() <= 32 && id.startsWith(QLatin1String("t-")) &&
           std::all_of(id.begin() + 2, id.end(), [](QChar c) { return c.isDigit(); });
}

// What is kept of a trial beside its design: the queue and job it went to.
struct Record {
    QString queue, job;
    int attempt = 0; // jobs of this trial before this one
    QDateTime created;
    bool fetched = false;
    QString dataset; // of the library, once series were fetched
};

core::Done save(const QString &folder, const Record &record) {
    return core::writeJsonObject(
        folder + QStringLiteral("/trial.json"),
        {{QStringLiteral("queue"), record.queue},
         {QStringLiteral("job"), record.job},
         {QStringLiteral("attempt"), record.attempt},
         {QStringLiteral("created"), record.created.toUTC().toString(Qt::ISODate)},
         {QStringLiteral("fetched"), record.fetched},
         {QStringLiteral("dataset"), record.dataset}});
}

Result<Record> load(Workspace &ws, const QString &id) {
    if (!isTrialId(id) || !QFileInfo::exists(folderOf(ws, id) + QStringLiteral("/trial.json")))
        return fail("workflow.trialUnknown", {id});
    LASTRA_TRY(json, core::readJsonObject(folderOf(ws, id) + QStringLiteral("/trial.json")));
    Record record;
    record.queue = json[QLatin1String("queue")].toString();
    record.job = json[QLatin1String("job")].toString();
    record.created = QDateTime::fromString(json[QLatin1String("created")].toString(), Qt::ISODate);
    record.attempt = json[QLatin1String("attempt")].toInt();
    record.fetched = json[QLatin1String("fetched")].toBool();
    record.dataset = json[QLatin1String("dataset")].toString();
    return record;
}

// lastra-sim as this queue's workers see it.
Result<QString> engine(Workspace &ws, const QString &queue) {
    if (queue != QLatin1String("local") && !ws.site().queueProgram.isEmpty())
        return ws.site().queueProgram;
    for (const QString &folder :
         {QCoreApplication::applicationDirPath(),
          QCoreApplication::applicationDirPath() + QStringLiteral("/../bin")}) {
        const QFileInfo program(folder + QStringLiteral("/lastra-sim"));
        if (program.isExecutable())
            return program.canonicalFilePath();
    }
    return fail("workflow.engineMissing", {QCoreApplication::applicationDirPath()});
}

// Where the fetched results of one case lie.
Result<QString> caseFolder(Workspace &ws, const QString &id, const QString &caseId) {
    LASTRA_TRY(record, load(ws, id));
    (void)record;
    QDirIterator folders(folderOf(ws, id) + QStringLiteral("/results"), {caseId}, QDir::Dirs,
                         QDirIterator::Subdirectories);
    if (caseId.contains(u'/') || !folders.hasNext())
        return fail("workflow.caseUnknown", {caseId, id});
    return folders.next();
}

// Folders of the images that a job brought back. A queue's workers can write what they like there:
// unless all of it is what the engine writes for this design, the results are set aside.
Result<QStringList> engineSeries(Workspace &ws, const QString &id, const trial::Design &design,
                                 core::Work &work) {
    const QString results = folderOf(ws, id) + QStringLiteral("/results");
    QStringList series, images;
    QDirIterator folders(results, {QStringLiteral("dicom")}, QDir::Dirs | QDir::Hidden,
                         QDirIterator::Subdirectories);
    while (folders.hasNext()) {
        series << folders.next();
        QDirIterator files(series.last(), QDir::Files | QDir::Hidden | QDir::System,
                           QDirIterator::Subdirectories);
        while (files.hasNext())
            images << files.next();
    }
    images.removeDuplicates(); // a folder "dicom" in another
    series.sort();
    LASTRA_TRY(document, trial::jobOf(design, id));
    LASTRA_TRY(job, simulation::parseJob(document));
    LASTRA_TRY(foreign, simulation::foreignImages(job, images, work));
    if (foreign.isEmpty())
        return series;
    const QString aside = folderOf(ws, id) + QStringLiteral("/quarantine-") +
                          ws.clock().now().toUTC().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    if (!QDir().rename(results, aside))
        return tl::make_unexpected(core::fileError(aside, errno));
    QFile::remove(folderOf(ws, id) + QStringLiteral("/manifest.json"));
    return fail("workflow.resultsForeign", {QString::number(foreign.size()), id, aside});
}

} // namespace

Result<TrialState> planTrial(Workspace &ws, const trial::Design &design) {
    LASTRA_CHECK(design.check());
    LASTRA_CHECK(core::makeFolder(trialsFolder(ws)));
    int number = 1;
    for (const QString &entry :
         QDir(trialsFolder(ws)).entryList({QStringLiteral("t-*")}, QDir::Dirs))
        number = std::max(number, entry.mid(2).toInt() + 1);
    const QString id = QStringLiteral("t-%1").arg(number, 4, 10, QLatin1Char('0'));
    const QString folder = folderOf(ws, id);
    LASTRA_CHECK(core::makeFolder(folder));
    LASTRA_CHECK(core::writeJsonObject(folder + QStringLiteral("/design.json"), design.toJson()));
    Record record;
    record.created = ws.clock().now();
    LASTRA_CHECK(save(folder, record));
    return trialState(ws, id);
}

Result<TrialState> trialState(Workspace &ws, const QString &id) {
    LASTRA_TRY(record, load(ws, id));
    TrialState state;
    state.id = id;
    state.folder = folderOf(ws, id);
    LASTRA_TRY(design, trial::Design::read(state.folder + QStringLiteral("/design.json")));
    state.title = design.title;
    state.design = std::move(design);
    state.created = record.created;
    state.fetched = record.fetched;
    state.partly =
        !record.fetched && QFileInfo::exists(state.folder + QStringLiteral("/manifest.json"));
    if (!record.job.isEmpty()) {
        LASTRA_TRY(queue, ws.queue(record.queue));
        LASTRA_TRY(job, queue->status(record.job));
        state.job = std::move(job);
    } else {
        state.job.state = queue::JobState::Unknown;
    }
    return state;
}

Result<std::vector<TrialState>> trials(Workspace &ws) {
    std::vector<TrialState> all;
    for (const QString &id :
         QDir(trialsFolder(ws))
             .entryList({QStringLiteral("t-*")}, QDir::Dirs, QDir::Name | QDir::Reversed)) {
        auto state = trialState(ws, id);
        if (state)
            all.push_back(std::move(*state));
        // Not shown: one of another site, one that is being planned or whose planning was killed.
        else if (state.error().code != "workflow.queueUnknown" &&
                 state.error().code != "workflow.trialUnknown")
            return core::passOn(state);
    }
    return all;
}

Result<TrialState> submitTrial(Workspace &ws, const QString &id, const QString &queueName,
                               core::Work &work) {
    LASTRA_CHECK(work.check());
    LASTRA_TRY(record, load(ws, id));
    bool again = false;
    if (!record.job.isEmpty()) {
        LASTRA_TRY(queue, ws.queue(record.queue));
        LASTRA_TRY(before, queue->status(record.job));
        again = queue::isFinal(before.state) && before.state != queue::JobState::Done;
        record.attempt += again;
    }
    if (record.job.isEmpty() || again) {
        LASTRA_TRY(design, trial::Design::read(folderOf(ws, id) + QStringLiteral("/design.json")));
        LASTRA_TRY(job, trial::jobOf(design, id));
        LASTRA_TRY(queue, ws.queue(queueName));
        LASTRA_TRY(program, engine(ws, queue->name()));
        queue::JobSpec spec;
        // The same attempt asked twice is one job, also after a kill between the queue's ledger and
        // here.
        spec.key = id + u'-' + design.digest().left(16);
        if (record.attempt > 0)
            spec.key += u'-' + QString::number(record.attempt);
        spec.name = id;
        spec.job = job;
        spec.command = {program,
                        QStringLiteral("run"),
                        QStringLiteral("{job}"),
                        QStringLiteral("--out"),
                        QStringLiteral("{out}"),
                        QStringLiteral("--shard"),
                        QStringLiteral("{shard}"),
                        QStringLiteral("--threads"),
                        QStringLiteral("{cpus}"),
                        QStringLiteral("--resume")};
        spec.shards = int(std::min<qint64>(design.cases(), 64));
        spec.cpus = 1;
        LASTRA_TRY(jobId, queue->submit(spec));
        record.queue = queue->name();
        record.job = jobId;
        LASTRA_CHECK(save(folderOf(ws, id), record));
        LASTRA_TRY(changed, queue->step());
        (void)changed;
    }
    return trialState(ws, id);
}

core::Done stepQueue(Workspace &ws, const QString &name) {
    LASTRA_TRY(queue, ws.queue(name));
    LASTRA_TRY(changed, queue->step());
    (void)changed;
    return {};
}

core::Done stepQueues(Workspace &ws) {
    core::Done first;
    for (const QString &name : ws.queueNames())
        if (auto done = stepQueue(ws, name); !done && first)
            first = std::move(done);
    return first;
}

core::Done cancelTrial(Workspace &ws, const QString &id) {
    LASTRA_TRY(record, load(ws, id));
    if (record.job.isEmpty())
        return fail("workflow.trialNotSubmitted", {id});
    LASTRA_TRY(queue, ws.queue(record.queue));
    return queue->cancel(record.job);
}

Result<TrialState> fetchTrial(Workspace &ws, const QString &id, core::Work &work) {
    LASTRA_TRY(record, load(ws, id));
    if (record.job.isEmpty())
        return fail("workflow.trialNotSubmitted", {id});
    if (record.fetched)
        return trialState(ws, id);
    LASTRA_TRY(queue, ws.queue(record.queue));
    LASTRA_TRY(status, queue->status(record.job));
    const QString folder = folderOf(ws, id);
    LASTRA_TRY(files, queue->fetch(record.job, folder + QStringLiteral("/results"), work));
    (void)files;
    LASTRA_TRY(design, trial::Design::read(folder + QStringLiteral("/design.json")));
    LASTRA_TRY(manifest, trial::manifestOf(design, id, folder + QStringLiteral("/results"), work));
    LASTRA_CHECK(core::writeJsonObject(folder + QStringLiteral("/manifest.json"), manifest));

    LASTRA_TRY(series, engineSeries(ws, id, design, work));
    if (!series.isEmpty()) {
        archive::ImportOptions options;
        options.project = QStringLiteral("trials");
        options.name = id + QStringLiteral(", ") + design.title;
        options.kind = archive::DatasetKind::Simulated;
        if (!record.dataset.isEmpty() && ws.library().dataset(record.dataset))
            options.dataset = record.dataset; // what was fetched before grows
        LASTRA_TRY(report, ws.library().importFiles(series, options, work));
        bool drawn = false; // the library may answer with a dataset that holds others as well
        if (!report.dataset.isEmpty()) {
            LASTRA_TRY(only, holdsOnly(ws, report.dataset, series, work));
            drawn = only;
        }
        if (drawn) {
            record.dataset = report.dataset;
            std::vector<compliance::Fact> facts = virtualPatientFacts(ws);
            const QDateTime now = ws.clock().now();
            facts.push_back(compliance::Fact::observed(QStringLiteral("dataset.class"),
                                                       QStringLiteral("synthetic"),
                                                       QStringLiteral("lastra.simulation"), now));
            facts.push_back(compliance::Fact::observed(QStringLiteral("vit.manifest_missing"),
                                                       trial::missingIn(manifest, design),
                                                       QStringLiteral("lastra.simulation"), now));
            LASTRA_CHECK(registerDataset(ws, report.dataset, std::move(facts),
                                         QStringLiteral("simulated"), work));
        }
    }
    // A job that ended early may be fetched again once more of it is there.
    record.fetched = status.state == queue::JobState::Done;
    LASTRA_CHECK(save(folder, record));
    return trialState(ws, id);
}

Result<trial::Analysis> analyseTrial(Workspace &ws, const QString &id, core::Work &work) {
    LASTRA_CHECK(work.check());
    LASTRA_TRY(record, load(ws, id));
    (void)record;
    const QString folder = folderOf(ws, id);
    LASTRA_TRY(design, trial::Design::read(folder + QStringLiteral("/design.json")));
    LASTRA_TRY(analysis, trial::analyse(design, folder + QStringLiteral("/results")));
    LASTRA_CHECK(
        core::writeJsonObject(folder + QStringLiteral("/analysis.json"), analysis.toJson()));
    LASTRA_CHECK(
        core::AtomicFile::writeAll(folder + QStringLiteral("/measurements.csv"), analysis.toCsv()));
    return analysis;
}

Result<std::vector<dicom::Series>> caseSeries(Workspace &ws, const QString &id,
                                              const QString &caseId, core::Work &work) {
    LASTRA_TRY(folder, caseFolder(ws, id, caseId));
    LASTRA_TRY(series, seriesOfPaths({folder + QStringLiteral("/dicom")}, work));
    if (series.empty())
        return fail("workflow.caseUnknown", {caseId, id});
    return series;
}

Result<CaseImages> caseImages(Workspace &ws, const QString &id, const QString &caseId,
                              core::Work &work) {
    LASTRA_TRY(folder, caseFolder(ws, id, caseId));
    LASTRA_TRY(series, caseSeries(ws, id, caseId, work));
    CaseImages images;
    images.caseId = caseId;
    LASTRA_TRY(image, dicom::readSeries(series.front(), work));
    images.simulated = image.volume;
    LASTRA_TRY(truth, imaging::readMetaImage(folder + QStringLiteral("/truth/hu.mha")));
    images.truth = truth;
    return images;
}

} // namespace lastra::workflow
