#pragma once
// The series of the studies at hand with thumbnails, study by study; those without images with what
// they are.

#include "lastra/dicom/Series.h"

#include <QImage>
#include <QListView>

class QStandardItemModel;

namespace lastra::gui {

class SeriesStrip : public QListView {
    Q_OBJECT
public:
    explicit SeriesStrip(QWidget *parent = nullptr);

    void clear();
    // The newest study is the current one, the others are priors.
    void setSeries(const std::vector<dicom::Series> &series);
    void setThumbnail(const QString &key, const QImage &picture);
    void setCurrent(const QString &key);
    // The next (or previous) one; empty at the end.
    [[nodiscard]] QString neighbour(const QString &key, int step) const;

    static constexpr int thumbnailWidth = 72, thumbnailHeight = 64;

Q_SIGNALS:
    void chosen(const QString &key);

protected:
    void changeEvent(QEvent *event) override;

private:
    QStandardItemModel *m_model;
};

} // namespace lastra::gui
