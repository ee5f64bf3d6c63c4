#pragma once
// What the tour leaves in its folder: one picture a step and a page that shows them.

#include "lastra/core/Result.h"

#include <QElapsedTimer>
#include <QPixmap>

#include <vector>

namespace lastra::gui {

class TourReport {
public:
    explicit TourReport(QString folder) : m_folder(std::move(folder)) { m_clock.start(); }

    // An empty folder for a tour: made, or cleared of an earlier tour. Errors: gui.tourFolderInUse
    // (it holds something else), core.folderNotWritable.
    [[nodiscard]] static core::Done prepare(const QString &folder);

    [[nodiscard]] const QString &folder() const { return m_folder; }
    // False when the file could not be written.
    [[nodiscard]] bool add(const QPixmap &picture, const QString &name, const QString &title,
                           const QString &text);
    // index.html; wrong: why the tour stopped, empty when every step happened.
    void writeIndex(const QString &wrong) const;

private:
    struct Step {
        QString picture, title, text;
        double seconds = 0;
    };
    QString m_folder;
    std::vector<Step> m_steps;
    QElapsedTimer m_clock; // since the last picture
};

} // namespace lastra::gui
