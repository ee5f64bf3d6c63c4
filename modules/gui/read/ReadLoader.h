#pragma once
// Brings one series at a time into memory: shown from the first slice on, the rest fills in behind.
// A new one stops the one before. Thumbnails come one after the other when nothing else is read.

#include "lastra/core/Task.h"
#include "lastra/dicom/SeriesReader.h"

#include <QHash>
#include <QImage>
#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>

namespace lastra::gui {

using SeriesLoader = std::function<core::Result<dicom::Image>(const dicom::Series &, core::Work &,
                                                              const dicom::ReadOptions &)>;

struct LoadedSeries {
    QString key;
    dicom::Image image;
};

class ReadLoader : public QObject {
    Q_OBJECT
public:
    explicit ReadLoader(core::TaskList *tasks, QObject *parent = nullptr);
    ~ReadLoader() override;

    void setLoader(SeriesLoader loader) { m_loader = std::move(loader); }
    void load(const dicom::Series &series, const QString &taskName);
    void stop();
    [[nodiscard]] bool isLoading() const { return m_task != 0; }
    void requestThumbnail(const dicom::Series &series, int side);

Q_SIGNALS:
    void first(const lastra::gui::LoadedSeries &series);
    void grew();
    void complete(const lastra::gui::LoadedSeries &series);
    void failed(const lastra::core::Error &error);
    void thumbnail(const QString &key, const QImage &picture);

private:
    core::TaskList *m_tasks;
    SeriesLoader m_loader;
    qint64 m_task = 0;
    int m_generation = 0;
    QTimer m_growth; // looks for new slices a dozen times a second
    QThreadPool m_thumbnails;
    std::shared_ptr<std::atomic<bool>> m_ending;
};

} // namespace lastra::gui
