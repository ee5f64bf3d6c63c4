// Opening a 500-slice CT against itk::ImageSeriesReader with GDCM: same files, warm cache, both
// readers taking turns in one process. "first image": files found, series known, one slice shown.
#include "lastra/core/Home.h"
#include "lastra/dicom/CtWriter.h"
#include "lastra/dicom/Scan.h"
#include "lastra/dicom/SeriesReader.h"

#include <itkGDCMImageIO.h>
#include <itkGDCMSeriesFileNames.h>
#include <itkImageSeriesReader.h>

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <sys/resource.h>

using namespace lastra;

namespace {

bool makeSeries(const QString &folder, int slices) {
    imaging::Geometry g;
    g.size = {512, 512, slices};
    g.spacing = {0.7, 0.7, 1};
    auto volume = imaging::Volume::create(g, imaging::VoxelType::Int16, {1, 0, "HU", {}});
    if (!volume)
        return false;
    uint32_t state = 1; // noise, so that nothing compresses by chance
    for (int16_t &v : volume->mutableVoxels<int16_t>()) {
        state = state * 1664525U + 1013904223U;
        v = int16_t(int(state >> 22) - 512);
    }
    volume->markAllReady();
    dicom::CtAttributes a;
    a.studyUid = dicom::uidFromText("bench study");
    a.seriesUid = dicom::uidFromText("bench series");
    a.frameOfReferenceUid = dicom::uidFromText("bench frame");
    for (int k = 0; k < slices; ++k)
        a.instanceUids << dicom::uidFromText("bench " + QByteArray::number(k));
    core::Work work;
    return bool(dicom::writeCtSeries(*volume, a, folder, work));
}

struct Times {
    double first = 0, whole = 0;
};

bool ours(const QString &folder, Times &t) {
    QElapsedTimer clock;
    clock.start();
    core::Work work;
    const auto scan = dicom::scanFolder({folder}, work);
    if (!scan)
        return false;
    const auto tree = dicom::groupSeries(scan->files);
    dicom::ReadOptions options;
    options.onFirst = [&](const dicom::Image &) { t.first = double(clock.nsecsElapsed()) * 1e-9; };
    const auto image = dicom::readSeries(tree[0].studies[0].series[0], work, options);
    t.whole = double(clock.nsecsElapsed()) * 1e-9;
    return image && image->volume.readyCount() == image->volume.geometry().size[2];
}

bool theirs(const QString &folder, double &seconds) {
    QElapsedTimer clock;
    clock.start();
    using Image = itk::Image<short, 3>;
    try {
        auto names = itk::GDCMSeriesFileNames::New();
        names->SetDirectory(folder.toStdString());
        auto reader = itk::ImageSeriesReader<Image>::New();
        reader->SetImageIO(itk::GDCMImageIO::New());
        reader->SetFileNames(names->GetInputFileNames());
        reader->Update();
        seconds = double(clock.nsecsElapsed()) * 1e-9;
        return reader->GetOutput()->GetLargestPossibleRegion().GetSize()[2] > 1;
    } catch (const itk::ExceptionObject &e) {
        std::fprintf(stderr, "%s\n", e.GetDescription());
        return false;
    }
}

// Processor seconds of this process: what a busy machine does not distort much.
double processorSeconds() {
    rusage u{};
    getrusage(RUSAGE_SELF, &u);
    return double(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           double(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

double median(std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return v[v.size() / 2];
}

void row(const char *work, double mine, double other, double budget) {
    std::printf("{\"work\":\"%s\",\"against\":\"itk::ImageSeriesReader + GDCM, whole series\","
                "\"ours_s\":%.4f,\"theirs_s\":%.4f,\"ratio\":%.4f,\"budget\":%.2f}\n",
                work, mine, other, mine / other, budget);
}

} // namespace

// bench_open [slices] [rounds]
int main(int argc, char **argv) {
    QCoreApplication application(argc, argv);
    const int slices = argc > 1 ? std::max(2, atoi(argv[1])) : 500;
    const int rounds = argc > 2 ? std::max(1, atoi(argv[2])) : 3;
    const QTemporaryDir folder;
    if (!folder.isValid() || !makeSeries(folder.path(), slices)) {
        std::fprintf(stderr, "bench_open: the sample series could not be written\n");
        return 1;
    }
    std::vector<double> first, whole, other;
    for (int n = 0; n < rounds; ++n) {
        Times t;
        double seconds = 0;
        const double start = processorSeconds();
        const bool mine = ours(folder.path(), t);
        const double between = processorSeconds();
        if (!mine || !theirs(folder.path(), seconds)) {
            std::fprintf(stderr, "bench_open: a reader failed\n");
            return 1;
        }
        std::fprintf(stderr, "processor seconds: ours %.3f, theirs %.3f\n", between - start,
                     processorSeconds() - between);
        first.push_back(t.first);
        whole.push_back(t.whole);
        other.push_back(seconds);
    }
    row("open a 500-slice CT: first image", median(first), median(other), 0.05);
    row("open a 500-slice CT: whole volume", median(whole), median(other), 0.15);
    return 0;
}
