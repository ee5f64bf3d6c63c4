#pragma once
// The measurements of the series: choose one and the panes go to it; rename, hide, star, delete.

#include "lastra/viewer/Reading.h"

#include <QAbstractListModel>
#include <QWidget>

class QListView;

namespace lastra::gui {

class Label;

class MeasurementModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum { IdRole = Qt::UserRole + 1, DetailRole, ValueRole, IconRole, StarredRole, VisibleRole };
    MeasurementModel(viewer::Reading *reading, QObject *parent);

    void refresh();
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    viewer::Reading *m_reading;
    annotation::MeasurementDocument::List m_items;
};

class MeasurementPanel : public QWidget {
    Q_OBJECT
public:
    explicit MeasurementPanel(viewer::Reading *reading, QWidget *parent = nullptr);
    void refresh(); // the document or the selection changed
    [[nodiscard]] QListView *list() const { return m_list; }

private:
    viewer::Reading *m_reading;
    MeasurementModel *m_model;
    QListView *m_list;
    Label *m_count, *m_hint;
    bool m_following = false;
};

} // namespace lastra::gui
