#pragma once
// The main job done once in the real windows, as a person would: one picture a step, one report, an
// error when a step did not really happen. `lastra --tour OUT`, and an end-to-end test.

#include "lastra/gui/Workbench.h"
#include "tour/TourReport.h"

namespace lastra::gui {

struct TourOptions {
    QString folder; // pictures, report, the sample cohort
    QString
        facts; // a file of attested facts to release with (a site with an archive); may be empty
    QString project; // of the site's archive to release to; empty: no release
    int patients = 2;
    QList<double> doses{40, 160};
};

class Tour : public QObject {
    Q_OBJECT
public:
    Tour(MainWindow *window, Workbench *bench, TourOptions options);
    // Runs the event loop until the end; 0 when every step happened.
    int run();

private:
    bool start();
    bool signIn();
    bool pull();
    bool import();
    bool preview();
    bool deidentify();
    bool signOff();
    bool read();
    bool design();
    bool follow();
    bool results();
    bool compliance();
    bool release();

    // Spins the event loop until done() or the time is over; then says what was waited for.
    bool wait(const QString &what, const std::function<bool()> &done, int seconds = 60);
    bool expect(bool held, const QString &what);
    // Presses the button of that name, as a person would: it must be there, visible and enabled.
    bool press(const char *button);
    void picture(const QString &name, const QString &title, const QString &text);

    MainWindow *m_window;
    Workbench *m_bench;
    TourOptions m_options;
    QString m_original, m_clean, m_session, m_wrong;
    int m_metBefore = 0;
    TourReport m_report;
};

} // namespace lastra::gui
