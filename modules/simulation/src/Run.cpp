#include "CaseOutput.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"

#include <QDir>

#include <cstring>

namespace lastra::simulation {

namespace {

// Noise of one case: of the trial, the case and the seed the design drew for it.
std::uint64_t noiseSeed(const Job &job, const CaseSpec &spec) {
    const core::Sha256 sum = core::sha256(job.trialId.toUtf8() + '\0' + spec.caseId.toUtf8() +
                                          '\0' + QByteArray::number(qulonglong(spec.noise.seed)));
    std::uint64_t seed = 0;
    for (int i = 0; i < 8; ++i)
        seed = seed << 8 | sum[size_t(i)];
    return seed;
}

core::Done replaceFolder(const QString &from, const QString &to) {
    const QString old = to + QStringLiteral(".replaced");
    QDir(old).removeRecursively();
    if (QFileInfo::exists(to) && !QDir().rename(to, old))
        return core::fail("core.fileUnwritable", {QFileInfo(to).fileName()});
    if (!QDir().rename(from, to))
        return core::fail("core.fileUnwritable", {QFileInfo(to).fileName()});
    QDir(old).removeRecursively();
    return {};
}

core::Done runCase(const Job &job, const CaseSpec &spec, const RunOptions &options,
                   core::Work &work, qint64 before) {
    const int slices = spec.reconstruction.slices;
    const QString target = options.outDir + QLatin1Char('/') + spec.caseId;
    const QString partial = options.outDir + QStringLiteral("/.partial-") + spec.caseId;
    QDir(partial).removeRecursively(); // of a killed run
    LASTRA_CHECK(core::makeFolder(partial));
    const auto attempt = [&]() -> core::Done {
        LASTRA_TRY(simulated,
                   simulate(spec, noiseSeed(job, spec), true, options.threads, work,
                            [&](double share) { work.setDone(before + qint64(share * slices)); }));
        LASTRA_TRY(result, writeCase(job, spec, simulated, partial));
        LASTRA_TRY(files, listFiles(partial));
        result.insert(QStringLiteral("files"), files);
        LASTRA_CHECK(work.check());
        LASTRA_CHECK(core::writeJsonObject(partial + QStringLiteral("/result.json"), result));
        return replaceFolder(partial, target);
    };
    core::Done done;
    try {
        done = attempt();
    } catch (const std::bad_alloc &) {
        done = core::fail("simulation.memory", {spec.caseId});
    }
    if (!done)
        QDir(partial).removeRecursively();
    return done;
}

} // namespace

core::Result<RunReport> runJob(const Job &job, const RunOptions &options, core::Work &work) {
    LASTRA_CHECK(core::makeFolder(options.outDir));
    std::vector<const CaseSpec *> mine;
    qint64 images = 0;
    for (size_t i = 0; i < job.cases.size(); ++i)
        if (int(i % size_t(options.shardCount)) == options.shard) {
            mine.push_back(&job.cases[i]);
            images += job.cases[i].reconstruction.slices;
        }
    RunReport report;
    qint64 done = 0;
    for (const CaseSpec *spec : mine) {
        work.begin(core::Unit::Images, images, spec->caseId);
        work.setDone(done);
        const QString target = options.outDir + QLatin1Char('/') + spec->caseId;
        if (options.resume && provenDone(target, inputDigest(job, *spec))) {
            ++report.skipped;
        } else if (auto result = runCase(job, *spec, options, work, done); result) {
            ++report.done;
        } else {
            LASTRA_CHECK(work.check());
            ++report.failed;
            report.failures.emplace_back(spec->caseId, result.error());
        }
        done += spec->reconstruction.slices;
        work.setDone(done);
    }
    return report;
}

} // namespace lastra::simulation
