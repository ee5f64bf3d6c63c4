#pragma once
// The reading room: tool bar, series at the left, panes in the middle, measurements and windows at
// the right. The main window hands in series and gets signals; all reading happens inside.

#include "lastra/core/Task.h"
#include "lastra/dicom/SeriesReader.h"
#include "lastra/gui/Commands.h"
#include "lastra/viewer/Reading.h"
#include "read/ReadLoader.h"
#include "theme/Theme.h"

#include <QThreadPool>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>

class QGridLayout;
class QPushButton;
class QStackedWidget;

namespace lastra::gui {

class Banner;
class EmptyPlace;
class Label;
class MeasurementPanel;
class ReadToolBar;
class SeriesStrip;
class SlicePane;
class StatusPill;
class Surface;
class VolumePane;
class WindowPanel;

class ReadView : public QWidget {
    Q_OBJECT
public:
    // Adds the reading commands to the list; tasks shows what is being loaded.
    ReadView(Commands *commands, core::TaskList *tasks, QWidget *parent = nullptr);
    ~ReadView() override;

    // What the strip shows, study by study, in this order; the first that is an image opens, and
    // where none is, the first says what it is.
    // loader: dicom::readSeries unless something else is handed in.
    void setSeries(const std::vector<dicom::Series> &series, SeriesLoader loader = {});
    // Adds to what the strip shows without opening anything.
    void addSeries(const std::vector<dicom::Series> &series);
    void open(const QString &seriesKey);
    [[nodiscard]] QString currentSeries() const { return m_key; }
    [[nodiscard]] bool isLoading() const;

    // Measurements of a series rest in one file each in this folder and come back with the series.
    void setMeasurementFolder(const QString &folder);
    // How errors are said; without it the code is shown.
    void setSentence(std::function<QString(const core::Error &)> sentence);
    // One line at the foot of the right panel until the next setSeries(): a status that never
    // blocks reading.
    void setNote(Status status, const QString &word, const QString &text);

    [[nodiscard]] viewer::Reading &reading() { return *m_reading; }
    [[nodiscard]] SlicePane *slicePane(int pane) const; // kAxial ... kAcquired without kVolume
    [[nodiscard]] VolumePane *volumePane() const { return m_volume; }

Q_SIGNALS:
    // The first image is on the screen, or what the series is that has none.
    void opened(const QString &seriesKey);
    void loaded(const QString &seriesKey); // all images are there
    void failed(const core::Error &error); // also said in a banner
    void measurementsChanged(int count);
    void openRequested(); // the empty place's button

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void addCommands(Commands *commands);
    void layOutPanes(bool focus);
    void focusPane(); // the keys of this place work where the focus is inside it
    void follow(unsigned changes);
    void present(const LoadedSeries &series, bool complete);
    void explain(const core::Error &error);
    void showNoPicture(const dicom::Series &series);
    // The first series with images, of the same study where one is given.
    [[nodiscard]] const dicom::Series *firstPictures(const QString &studyUid = {}) const;
    void showProblems(const std::vector<dicom::GeometryProblem> &problems);
    void loadMeasurements();
    void saveMeasurements();
    [[nodiscard]] QString measurementPath() const;
    void fillMenu(int pane, const QPoint &global);
    [[nodiscard]] const dicom::Series *find(const QString &key) const;

    Commands *m_commands;
    std::unique_ptr<viewer::Reading> m_reading;
    std::vector<dicom::Series> m_series;
    std::unique_ptr<ReadLoader> m_loader;
    QString m_key, m_measurementFolder;
    std::function<QString(const core::Error &)> m_sentence;
    bool m_measurementsKept = true; // false: the file there is not ours, leave it
    bool m_dirty = false;
    bool m_loadingMeasurements = false;

    ReadToolBar *m_bar;
    SeriesStrip *m_strip;
    QStackedWidget *m_middle;
    EmptyPlace *m_empty;
    EmptyPlace *m_noPicture; // says what a series is that has no image; takes the keyboard
    QPushButton *m_toPictures;
    QWidget *m_paneArea;
    QGridLayout *m_grid;
    std::array<SlicePane *, viewer::kPanes> m_panes{};
    VolumePane *m_volume;
    Banner *m_banner;
    Surface *m_note;
    StatusPill *m_notePill;
    Label *m_noteText;
    MeasurementPanel *m_measurements;
    WindowPanel *m_windows;
    QTimer m_saveTimer;
    QThreadPool m_saver;
};

} // namespace lastra::gui
