#pragma once
// A state is shape + word + colour, drawn by these functions wherever it appears.

#include "theme/Theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QString>

namespace lastra::gui {

enum class Gate { Upload, Trial, Train, Export, Publish };
enum class GateState { Open, Acknowledge, Shut, Unknown, NotAsked };
using GateStates = std::array<GateState, 5>;

class StatusWords {
    Q_DECLARE_TR_FUNCTIONS(lastra::gui::StatusWords)
public:
    static QString control(Status status); // "Meets"
    static QString dataset(Status status); // "Compliant"
    static QString gate(Gate gate);        // "Upload"
    static QString gateLetter(Gate gate);  // "U"
    static QString gateState(GateState state);
    static QString gateSummary(const GateStates &states); // for screen readers
};

// The size a pill needs; large in headings.
[[nodiscard]] QSize statusSize(Status status, const QString &word, bool large = false);
// Draws the pill at the left of rect, centred vertically; elides the word when rect is narrow.
void paintStatus(QPainter *painter, const QRect &rect, Status status, const QString &word,
                 bool large = false);
// The bare 12 x 12 shape.
void paintStatusShape(QPainter *painter, const QRectF &rect, Status status, const QColor &colour);

[[nodiscard]] int gatesWidth();
void paintGate(QPainter *painter, const QRectF &rect, GateState state, const QColor &ground);
// Five dots in fixed order, 6 px apart.
void paintGates(QPainter *painter, const QRect &rect, const GateStates &states,
                const QColor &ground);
[[nodiscard]] Tone gateTone(GateState state);

// Text whose digits all take the widest digit's cell, so that numbers line up.
[[nodiscard]] int tabularWidth(const QFont &font, const QString &text);
void drawTabular(QPainter *painter, const QRect &rect, Qt::Alignment alignment,
                 const QString &text);

} // namespace lastra::gui
