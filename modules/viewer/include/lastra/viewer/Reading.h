#pragma once
// The reading room without its widgets: one volume, the panes that cut it, the point they share,
// the tool in hand and the measurements. GUI thread only.

#include "lastra/annotation/MeasurementDocument.h"
#include "lastra/imaging/Picture.h"
#include "lastra/rendering/PaneOverlay.h"
#include "lastra/rendering/SliceView.h"
#include "lastra/viewer/Tool.h"
#include "lastra/viewer/WindowPresets.h"

#include <array>
#include <functional>
#include <optional>

namespace lastra::viewer {

enum class Layout { Single, Mpr };

// Panes by number; Mpr shows the first four, Single the last.
inline constexpr int kAxial = 0, kCoronal = 1, kSagittal = 2, kVolume = 3, kAcquired = 4;
inline constexpr int kPanes = 5;

// What changed, for the one who shows it; bits.
enum Change : unsigned {
    PanesChanged = 1, // pictures: view, crosshair, window, marks
    LayoutChanged = 2,
    ToolChanged = 4,
    MeasurementsChanged = 8, // the document or the selection
    WindowChanged = 16,
    VolumeChanged = 32,
};

enum class OverlayLevel { All, NoPatientData, Nothing };

struct SeriesFacts {
    QString modality, seriesUid, frameOfReferenceUid;
    annotation::SpacingSource spacing = annotation::SpacingSource::Patient;
    bool placed = false; // the grid is the patient's; without it planes and letters mean nothing
    imaging::Voi voi;    // on first show
    std::vector<imaging::Voi> stored;        // what key 0 goes through
    std::vector<imaging::RgbImage> pictures; // colour images: the volume then only gives their grid
};

class Reading {
public:
    Reading();
    ~Reading();
    // One listener, called after each change.
    void onChanged(std::function<void(unsigned changes)> changed) {
        m_changed = std::move(changed);
    }

    // A new series: views start over, the tool stays. Measurements are set by the caller's load.
    void setVolume(imaging::Volume volume, SeriesFacts facts);
    void volumeGrew(); // more slices are ready: what awaited them is measured
    void clear();
    [[nodiscard]] const imaging::Volume &volume() const { return m_volume; }
    [[nodiscard]] const SeriesFacts &facts() const { return m_facts; }
    [[nodiscard]] bool hasStack() const; // slices on the patient's grid: MPR and 3-D make sense

    [[nodiscard]] Layout layout() const { return m_layout; }
    void setLayout(Layout layout);
    [[nodiscard]] std::vector<int> shownPanes() const; // in reading order
    [[nodiscard]] int activePane() const { return m_active; }
    void setActivePane(int pane);
    [[nodiscard]] int maximisedPane() const { return m_maximised; } // -1: none
    void toggleMaximised(int pane);

    void setPaneSize(int pane, QSizeF size); // logical pixels
    [[nodiscard]] const rendering::SliceView &view(int pane) const { return m_views[size_t(pane)]; }
    [[nodiscard]] rendering::PaneGeometry geometry(int pane) const;
    [[nodiscard]] const imaging::RgbImage *picture(int pane) const; // colour image shown, or null

    [[nodiscard]] imaging::Vec3 crosshair() const { return m_crosshair; }
    // Goes to the nearest voxel centre inside the volume, so that every pane cuts through a slice
    // and never between two.
    void setCrosshair(imaging::Vec3 patient);
    [[nodiscard]] bool crosshairShown() const { return m_crosshairShown; }
    void setCrosshairShown(bool shown);
    // Where the other cuts meet this pane.
    [[nodiscard]] std::vector<rendering::CrosshairLine> crosshairLines(int pane) const;

    void scroll(int pane, int steps);
    void goTo(int pane, int index);
    void zoomAt(int pane, double factor, QPointF at);
    void pan(int pane, QPointF pixels);
    void fit(int pane);

    [[nodiscard]] const imaging::Voi &voi() const { return m_voi; }
    void setVoi(const imaging::Voi &voi);
    [[nodiscard]] std::vector<WindowPreset> presets() const;
    [[nodiscard]] int presetKey() const { return m_presetKey; } // in use; 0: none
    void applyPreset(int key);

    [[nodiscard]] ToolKind tool() const { return m_toolKind; }
    void setTool(ToolKind kind);
    void press(PaneEvent event);
    void move(PaneEvent event); // with or without a button
    // True when it was a click of the right button: time for a menu.
    bool release(PaneEvent event);
    void wheel(PaneEvent event, int notches, bool leftHeld = false); // positive: away from you
    void doubleClick(const PaneEvent &event);
    void cancel();
    // What the pointer does, by key: the shared point goes that many pixels of the active pane's
    // cut to the right and down, and the tool in hand is clicked there.
    void moveCursor(int right, int down);
    void clickAtCursor();
    // Where the keyboard's point is drawn: in the active pane, until the mouse is used.
    [[nodiscard]] std::optional<QPointF> cursor(int pane) const;
    // Carries out a command of readCommands(); false when it means nothing now.
    bool run(const QByteArray &command);
    [[nodiscard]] bool isOn(const QByteArray &command) const; // checkable ones
    [[nodiscard]] bool canRun(const QByteArray &command) const;

    [[nodiscard]] annotation::MeasurementDocument &document() { return m_document; }
    [[nodiscard]] const annotation::MeasurementDocument &document() const { return m_document; }
    [[nodiscard]] const QString &selected() const { return m_selected; }
    void select(const QString &id, bool jump); // jump: the panes go to it
    // While a tool draws: shown, not yet in the document.
    void setPreview(std::optional<annotation::Measurement> preview);
    [[nodiscard]] annotation::Measurement
    measured(annotation::MeasurementKind kind, std::vector<imaging::Vec3> points, int pane) const;
    // The measurements this pane shows on its cut, the preview last.
    [[nodiscard]] std::vector<annotation::MeasurementDocument::Item> shown(int pane) const;
    [[nodiscard]] std::vector<QPointF> panePoints(const annotation::Measurement &m, int pane) const;

    // Modality value under a pane point.
    [[nodiscard]] std::optional<double> valueAt(int pane, QPointF at) const;
    [[nodiscard]] OverlayLevel overlayLevel() const { return m_overlayLevel; }

private:
    void changed(unsigned what);
    void setFocus();
    struct Hit {
        QString id;
        int handle;
    };
    [[nodiscard]] std::optional<Hit> hit(const PaneEvent &event) const;
    [[nodiscard]] PaneEvent eventAtCursor() const;

    std::function<void(unsigned)> m_changed;
    imaging::Volume m_volume;
    SeriesFacts m_facts;
    std::array<rendering::SliceView, kPanes> m_views;
    std::array<QSizeF, kPanes> m_sizes;
    Layout m_layout = Layout::Mpr;
    Layout m_wantedLayout = Layout::Mpr; // kept over a series that has no stack
    int m_active = kAxial, m_maximised = -1;
    imaging::Vec3 m_crosshair;
    bool m_crosshairShown = true;
    bool m_byKey = false; // the point was last moved by key
    imaging::Voi m_voi;
    size_t m_storedIndex = 0;
    int m_presetKey = 0;
    OverlayLevel m_overlayLevel = OverlayLevel::All;
    ToolKind m_toolKind = ToolKind::Window;
    std::unique_ptr<Tool> m_tool;    // in hand
    std::unique_ptr<Tool> m_gesture; // of another button or of an edit, while it lasts
    Button m_button = Button::None;
    QPointF m_pressedAt;
    bool m_moved = false;
    annotation::MeasurementDocument m_document;
    std::optional<annotation::Measurement> m_preview;
    QString m_selected;
};

} // namespace lastra::viewer
