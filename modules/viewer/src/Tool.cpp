#include "lastra/viewer/Tool.h"

#include "lastra/viewer/Reading.h"

#include <QLineF>

#include <algorithm>
#include <cmath>

namespace lastra::viewer {
namespace {

using annotation::Measurement;
using annotation::MeasurementKind;
using imaging::Vec3;

constexpr double kClickRadius = 3; // pixels below which a drag was a click
constexpr double kPixelsPerStep = 6;

// Right: wider, left: narrower, up: lower level (brighter), down: higher level. Steps go with the
// width, so that PET and CT feel alike; Shift in mid-drag is fine.
class WindowTool : public Tool {
public:
    void press(Reading &reading, const PaneEvent &event) override {
        m_start = m_voi = reading.voi();
        m_last = event.at;
    }
    void move(Reading &reading, const PaneEvent &event) override {
        const QPointF by = (event.at - m_last) * (event.shift ? 0.2 : 1.0);
        m_last = event.at;
        m_voi.lut.reset();
        m_voi.window.width = std::clamp(m_voi.window.width * std::exp(by.x() / 250), 1e-4, 1e7);
        m_voi.window.center += by.y() * m_voi.window.width / 400;
        reading.setVoi(m_voi);
    }
    void release(Reading &, const PaneEvent &) override {}
    void cancel(Reading &reading) override { reading.setVoi(m_start); }

private:
    imaging::Voi m_start, m_voi;
    QPointF m_last;
};

class PanTool : public Tool {
public:
    void press(Reading &, const PaneEvent &event) override {
        m_first = m_last = event.at;
        m_pane = event.pane;
    }
    void move(Reading &reading, const PaneEvent &event) override {
        reading.pan(event.pane, event.at - m_last);
        m_last = event.at;
    }
    void release(Reading &, const PaneEvent &) override {}
    void cancel(Reading &reading) override { reading.pan(m_pane, m_first - m_last); }

private:
    QPointF m_first, m_last;
    int m_pane = 0;
};

class ZoomTool : public Tool {
public:
    void press(Reading &, const PaneEvent &event) override {
        m_first = m_last = event.at;
        m_pane = event.pane;
    }
    void move(Reading &reading, const PaneEvent &event) override {
        reading.zoomAt(event.pane, std::exp((m_last.y() - event.at.y()) / 200), m_first);
        m_last = event.at;
    }
    void release(Reading &, const PaneEvent &) override {}
    void cancel(Reading &reading) override {
        reading.zoomAt(m_pane, std::exp((m_last.y() - m_first.y()) / 200), m_first);
    }

private:
    QPointF m_first, m_last;
    int m_pane = 0;
};

class ScrollTool : public Tool {
public:
    void press(Reading &reading, const PaneEvent &event) override {
        m_from = event.at.y();
        m_pane = event.pane;
        m_index = reading.geometry(event.pane).index();
    }
    void move(Reading &reading, const PaneEvent &event) override {
        // A long stack goes by within the height of the pane.
        const auto geometry = reading.geometry(event.pane);
        const double perStep =
            std::min(kPixelsPerStep, geometry.size().height() / std::max(1, geometry.count()));
        reading.goTo(event.pane, m_index + int(std::lround((event.at.y() - m_from) / perStep)));
    }
    void release(Reading &, const PaneEvent &) override {}
    void cancel(Reading &reading) override { reading.goTo(m_pane, m_index); }

private:
    double m_from = 0;
    int m_index = 0, m_pane = 0;
};

class CrosshairTool : public Tool {
public:
    void press(Reading &reading, const PaneEvent &event) override {
        m_before = reading.crosshair();
        reading.setCrosshair(event.patient);
    }
    void move(Reading &reading, const PaneEvent &event) override {
        reading.setCrosshair(event.patient);
    }
    void release(Reading &, const PaneEvent &) override {}
    void cancel(Reading &reading) override { reading.setCrosshair(m_before); }

private:
    Vec3 m_before;
};

// Two points, by a drag or by two clicks (nothing may need a drag). When the pane goes to another
// cut in between, the first point goes along: what is measured lies in the cut that is seen.
class TwoPointTool : public Tool {
public:
    void press(Reading &reading, const PaneEvent &event) override {
        m_finished = m_holds && event.pane == m_pane;
        if (m_finished) {
            finish(reading, event);
            return;
        }
        m_holds = false; // a first point in another pane is given up for this one
        reading.setPreview(std::nullopt);
        m_pane = event.pane;
        m_from = event.patient;
    }
    void move(Reading &reading, const PaneEvent &event) override {
        if (m_finished || event.pane != m_pane)
            return;
        if (m_holds || isApart(reading, event))
            reading.setPreview(measured(reading, event));
    }
    void release(Reading &reading, const PaneEvent &event) override {
        if (m_finished)
            m_finished = false;
        else if (isApart(reading, event))
            finish(reading, event);
        else
            m_holds = true; // a click: the next one sets the other end
    }
    void cancel(Reading &reading) override {
        m_holds = m_finished = false;
        reading.setPreview(std::nullopt);
    }
    [[nodiscard]] bool holds() const override { return m_holds; }

protected:
    [[nodiscard]] virtual Measurement measure(const Reading &reading, Vec3 from,
                                              const PaneEvent &event) const = 0;

private:
    [[nodiscard]] Vec3 fromOnCut(const Reading &reading, const PaneEvent &event) const {
        const Vec3 normal = reading.geometry(event.pane).normal();
        return m_from + normal * dot(event.patient - m_from, normal);
    }
    // In the patient, so that zooming between two clicks does not count as a way.
    [[nodiscard]] bool isApart(const Reading &reading, const PaneEvent &event) const {
        return length(event.patient - fromOnCut(reading, event)) *
                   reading.geometry(event.pane).pixelsPerMm() >
               (event.byKey ? 1e-6 : kClickRadius);
    }
    [[nodiscard]] Measurement measured(const Reading &reading, const PaneEvent &event) const {
        return measure(reading, fromOnCut(reading, event), event);
    }
    void finish(Reading &reading, const PaneEvent &event) {
        m_holds = false;
        reading.setPreview(std::nullopt);
        if (event.pane != m_pane || !isApart(reading, event))
            return;
        Measurement m = measured(reading, event);
        const QString id = m.id;
        reading.document().add(std::move(m));
        reading.select(id, false);
    }
    Vec3 m_from;
    int m_pane = 0;
    bool m_holds = false, m_finished = false;
};

class LengthTool : public TwoPointTool {
protected:
    [[nodiscard]] Measurement measure(const Reading &reading, Vec3 from,
                                      const PaneEvent &event) const override {
        return reading.measured(MeasurementKind::Length, {from, event.patient}, event.pane);
    }
};

// From corner to corner of the ellipse's box.
class EllipseTool : public TwoPointTool {
protected:
    [[nodiscard]] Measurement measure(const Reading &reading, Vec3 from,
                                      const PaneEvent &event) const override {
        const auto geometry = reading.geometry(event.pane);
        const Vec3 diagonal = event.patient - from;
        const Vec3 centre = from + diagonal * 0.5;
        // Never flat: half a hundredth of a millimetre at least.
        const double u = std::max(0.005, std::abs(dot(diagonal, geometry.screenRight())) / 2);
        const double v = std::max(0.005, std::abs(dot(diagonal, geometry.screenDown())) / 2);
        return reading.measured(
            MeasurementKind::Ellipse,
            {centre, centre + geometry.screenRight() * u, centre + geometry.screenDown() * v},
            event.pane);
    }
};

class ProbeTool : public Tool {
public:
    void press(Reading &reading, const PaneEvent &event) override { show(reading, event); }
    void move(Reading &reading, const PaneEvent &event) override { show(reading, event); }
    void release(Reading &reading, const PaneEvent &event) override {
        reading.setPreview(std::nullopt);
        Measurement m = reading.measured(MeasurementKind::Probe, {event.patient}, event.pane);
        const QString id = m.id;
        reading.document().add(std::move(m));
        reading.select(id, false);
    }
    void cancel(Reading &reading) override { reading.setPreview(std::nullopt); }

private:
    static void show(Reading &reading, const PaneEvent &event) {
        reading.setPreview(reading.measured(MeasurementKind::Probe, {event.patient}, event.pane));
    }
};

class EditTool : public Tool {
public:
    EditTool(QString id, int handle) : m_id(std::move(id)), m_handle(handle) {
        static int gestures = 0;
        m_gesture = ++gestures;
    }
    void press(Reading &reading, const PaneEvent &event) override {
        m_before = reading.document().find(m_id);
        m_from = event.patient;
    }
    void move(Reading &reading, const PaneEvent &event) override {
        if (!m_before)
            return;
        std::vector<Vec3> points = m_before->points;
        // It stays in the cut it was drawn on, also when the pane has gone to another.
        const Vec3 way = event.patient - m_from;
        const Vec3 by = way - m_before->normal * dot(way, m_before->normal);
        if (m_handle < 0) {
            for (Vec3 &p : points)
                p = p + by;
        } else if (m_before->kind == MeasurementKind::Ellipse) {
            // A half axis keeps its direction and takes the new length.
            const Vec3 axis = normalised(points[size_t(m_handle)] - points[0]);
            const double half = std::abs(dot(event.patient - points[0], axis));
            points[size_t(m_handle)] = points[0] + axis * std::max(0.005, half);
        } else {
            points[size_t(m_handle)] = points[size_t(m_handle)] + by;
        }
        m_changed = true;
        reading.document().replace(
            annotation::movedTo(*m_before, std::move(points), reading.volume()), m_gesture);
    }
    void release(Reading &, const PaneEvent &) override {}
    void cancel(Reading &reading) override {
        if (m_changed)
            reading.document().undo();
    }

private:
    QString m_id;
    int m_handle, m_gesture;
    annotation::MeasurementDocument::Item m_before;
    Vec3 m_from;
    bool m_changed = false;
};

} // namespace

std::unique_ptr<Tool> makeTool(ToolKind kind) {
    switch (kind) {
    case ToolKind::Window:
        return std::make_unique<WindowTool>();
    case ToolKind::Pan:
        return std::make_unique<PanTool>();
    case ToolKind::Zoom:
        return std::make_unique<ZoomTool>();
    case ToolKind::Scroll:
        return std::make_unique<ScrollTool>();
    case ToolKind::Length:
        return std::make_unique<LengthTool>();
    case ToolKind::Ellipse:
        return std::make_unique<EllipseTool>();
    case ToolKind::Probe:
        return std::make_unique<ProbeTool>();
    case ToolKind::Crosshair:
        return std::make_unique<CrosshairTool>();
    }
    return nullptr;
}

std::unique_ptr<Tool> makeEditTool(const QString &id, int handle) {
    return std::make_unique<EditTool>(id, handle);
}

} // namespace lastra::viewer
