#include "read/ReadLoader.h"

#include "lastra/imaging/Thumbnail.h"

namespace lastra::gui {
namespace {

constexpr int kGrowthMs = 80;

QImage pictureOf(const dicom::Image &image, int side) {
    if (image.isColour()) {
        const auto small = imaging::thumbnail(image.pictures[image.pictures.size() / 2], side);
        return QImage(small.pixels.data(), small.width, small.height, small.width * 3,
                      QImage::Format_RGB888)
            .copy();
    }
    if (image.volume.isNull())
        return {};
    const auto small =
        imaging::thumbnail(image.volume, image.volume.geometry().size[2] / 2, image.voi, side);
    return QImage(small.pixels.data(), small.width, small.height, small.width,
                  QImage::Format_Grayscale8)
        .copy();
}

} // namespace

ReadLoader::ReadLoader(core::TaskList *tasks, QObject *parent)
    : QObject(parent), m_tasks(tasks), m_ending(std::make_shared<std::atomic<bool>>(false)) {
    m_thumbnails.setMaxThreadCount(1); // one core stays free for the one who reads
    m_growth.setInterval(kGrowthMs);
    connect(&m_growth, &QTimer::timeout, this, &ReadLoader::grew);
}

ReadLoader::~ReadLoader() {
    *m_ending = true;
    stop();
    m_thumbnails.clear();
    m_thumbnails.waitForDone();
}

void ReadLoader::stop() {
    ++m_generation;
    m_growth.stop();
    if (m_task)
        m_tasks->cancel(m_task);
    m_task = 0;
}

void ReadLoader::load(const dicom::Series &series, const QString &taskName) {
    stop();
    const int generation = m_generation;
    const SeriesLoader loader =
        m_loader ? m_loader
                 : [](const dicom::Series &s, core::Work &work, const dicom::ReadOptions &options) {
                       return dicom::readSeries(s, work, options);
                   };
    QPointer<ReadLoader> self(this);
    core::TaskList *tasks = m_tasks;
    m_task = m_tasks->run(
        this, taskName, QStringLiteral("series"),
        [loader, series, self, tasks, generation](core::Work &work) {
            dicom::ReadOptions options;
            // The list outlives its tasks; the loader itself is only looked at on its own thread.
            options.onFirst = [&](const dicom::Image &partial) {
                QMetaObject::invokeMethod(
                    tasks,
                    [self, generation, loaded = LoadedSeries{series.key, partial}] {
                        if (self && self->m_generation == generation) {
                            Q_EMIT self->first(loaded);
                            self->m_growth.start();
                        }
                    },
                    Qt::QueuedConnection);
            };
            return loader(series, work, options);
        },
        [this, generation, key = series.key](core::Result<dicom::Image> image) {
            if (generation != m_generation)
                return; // something else was asked for meanwhile
            m_task = 0;
            m_growth.stop();
            if (image)
                Q_EMIT complete({key, std::move(*image)});
            else if (image.error().code != "core.cancelled")
                Q_EMIT failed(image.error());
        });
}

void ReadLoader::requestThumbnail(const dicom::Series &series, int side) {
    const auto ending = m_ending;
    m_thumbnails.start([this, ending, key = series.key, side,
                        header = series.files[series.files.size() / 2],
                        single = series.files.size() == 1] {
        if (*ending)
            return;
        auto image = dicom::decodeFrame(header, single ? header.frames / 2 : 0);
        if (!image)
            return; // the strip keeps its empty place; opening the series says why
        const QImage picture = pictureOf(*image, side);
        // The pool is waited for in the destructor, so this is alive here.
        QMetaObject::invokeMethod(
            this, [this, key, picture] { Q_EMIT thumbnail(key, picture); }, Qt::QueuedConnection);
    });
}

} // namespace lastra::gui
