// Whole commands, input and output included, interleaved with plastimatch at the same geometry and
// number of threads; medians of three. Rows: forward projection and FDK at 256^3, and a whole case
// of a trial on one core beside what its plan said.

#include "lastra/core/Json.h"
#include "lastra/imaging/MetaImage.h"
#include "lastra/simulation/SampleCohort.h"
#include "lastra/trial/Estimate.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace lastra;

namespace {

// Seconds, or less than nothing when the program failed.
double timed(const QString &program, const QStringList &arguments) {
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    QElapsedTimer clock;
    clock.start();
    process.start(program, arguments);
    if (!process.waitForFinished(-1) || process.exitCode() != 0)
        return -1;
    return double(clock.nsecsElapsed()) / 1e9;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() || values.front() < 0 ? -1 : values[values.size() / 2];
}

void row(const char *work, const char *against, double ours, double theirs,
         const char *budget = ">= 3 x its speed") {
    const auto figure = [](double v) { return v < 0 ? QByteArray("null") : QByteArray::number(v); };
    std::printf("{\"work\": \"%s\", \"against\": \"%s\", \"ours_s\": %s, \"theirs_s\": %s, "
                "\"ratio\": %s, \"budget\": \"%s\"}\n",
                work, against, figure(ours).constData(), figure(theirs).constData(),
                figure(ours > 0 && theirs > 0 ? theirs / ours : -1).constData(), budget);
    std::fflush(stdout);
}

// One PFM a view.
bool writePictures(const QString &stack, const QString &prefix) {
    const auto volume = imaging::readMetaImage(stack);
    if (!volume)
        return false;
    const auto &size = volume->geometry().size;
    const qint64 bytes = qint64(size[0]) * size[1] * 4;
    for (int view = 0; view < size[2]; ++view) {
        QFile file(QStringLiteral("%1%2.pfm").arg(prefix).arg(view, 4, 10, QLatin1Char('0')));
        if (!file.open(QIODevice::WriteOnly))
            return false;
        file.write(QStringLiteral("Pf\n%1 %2\n-1\n").arg(size[0]).arg(size[1]).toLatin1());
        if (file.write(static_cast<const char *>(volume->data()) + view * bytes, bytes) != bytes)
            return false;
    }
    return true;
}

} // namespace

int main(int argc, char **argv) {
    const int runs = argc > 1 ? std::max(1, std::atoi(argv[1])) : 3;
    const QString plastimatch = QStandardPaths::findExecutable(QStringLiteral("plastimatch"));
    QTemporaryDir dir;
    core::Work work;
    // A CT-like cube of 384 mm.
    const auto made = simulation::phantomVolume({.seed = 1}, 0, work);
    imaging::Geometry cube;
    cube.size = {256, 256, 256};
    cube.spacing = {1.5, 1.5, 1.5};
    cube.origin = {-191.25, -191.25, -191.25};
    auto volume = imaging::Volume::create(cube, imaging::VoxelType::Int16,
                                          {1, 0, QStringLiteral("HU"), std::nullopt});
    if (!made || !volume)
        return 1;
    auto voxels = volume->mutableVoxels<int16_t>();
    size_t at = 0;
    for (int k = 0; k < 256; ++k)
        for (int j = 0; j < 256; ++j)
            for (int i = 0; i < 256; ++i)
                voxels[at++] = int16_t(made->stored(i, j, k / 2));
    volume->markAllReady();
    const QString input = dir.filePath(QStringLiteral("volume.mha"));
    const auto geometry = [&](int views) {
        const QString path = dir.filePath(QStringLiteral("geometry-%1.json").arg(views));
        (void)core::writeJsonObject(
            path,
            {{"sourceToIsocentreMm", 1000},
             {"sourceToDetectorMm", 1500},
             {"views", views},
             {"panel",
              QJsonObject{{"columns", 512}, {"rows", 512}, {"widthMm", 600}, {"heightMm", 600}}},
             {"volume", QJsonObject{{"nx", 256},
                                    {"ny", 256},
                                    {"nz", 256},
                                    {"dxMm", 1.5},
                                    {"dyMm", 1.5},
                                    {"dzMm", 1.5}}}});
        return path;
    };
    if (!imaging::writeMetaImage(*volume, input))
        return 1;

    const auto drr = [&](int views, const QString &out) {
        return QStringList{"drr",
                           "-i",
                           "exact",
                           "-a",
                           QString::number(views),
                           "-N",
                           QString::number(360.0 / views),
                           "--sad",
                           "1000",
                           "--sid",
                           "1500",
                           "-r",
                           "512 512",
                           "-z",
                           "600 600",
                           "-t",
                           "pfm",
                           "-I",
                           input,
                           "-O",
                           out};
    };
    const QString sim = QStringLiteral(LASTRA_SIM);
    std::vector<double> ours, theirs;
    for (int run = 0; run < runs; ++run) {
        ours.push_back(timed(sim, {"project", input, geometry(60), dir.filePath("p60.mha")}));
        theirs.push_back(plastimatch.isEmpty() ? -1
                                               : timed(plastimatch, drr(60, dir.filePath("drr-"))));
    }
    row("forward projection, 256^3, 512^2 x 60", "plastimatch drr exact", median(ours),
        median(theirs));

    // Both reconstruct the same line integrals; plastimatch writes its own geometry beside them.
    const QString stack = dir.filePath(QStringLiteral("p360.mha")), pictures = dir.filePath("fdk");
    if (timed(sim, {"project", input, geometry(360), stack}) < 0)
        return 1;
    QDir().mkpath(pictures);
    const bool theirsReady =
        !plastimatch.isEmpty() &&
        timed(plastimatch, drr(360, pictures + "/p") + QStringList{"-G"}) >= 0 &&
        writePictures(stack, pictures + "/p");
    ours.clear();
    theirs.clear();
    for (int run = 0; run < runs; ++run) {
        ours.push_back(timed(sim, {"reconstruct", stack, geometry(360), dir.filePath("r.mha")}));
        theirs.push_back(
            theirsReady ? timed(plastimatch, {"fdk", "-I", pictures, "-O", dir.filePath("fdk.mha"),
                                              "-r", "256 256 256", "-z", "384 384 384"})
                        : -1);
    }
    row("FDK, 256^3 from 512^2 x 360", "plastimatch fdk", median(ours), median(theirs));

    trial::Design design;
    design.title = QStringLiteral("One case");
    design.patients = 1;
    design.doses = {100};
    const auto job = trial::jobOf(design, QStringLiteral("t-0001"));
    const QString jobFile = dir.filePath(QStringLiteral("job.json"));
    if (!job || !core::writeJsonObject(jobFile, *job))
        return 1;
    ours = {timed(sim, {"run", jobFile, "--out", dir.filePath("case"), "--threads", "1"})};
    row("one case of a trial, default design, one core", "its estimate", median(ours),
        trial::estimate(design, 1).seconds, "");
    return 0;
}
