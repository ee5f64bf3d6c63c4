#pragma once
// Every colour, font and measure of the windows, once. Widgets ask theme(); nobody writes a hex
// value elsewhere. GUI thread only.

#include <QColor>
#include <QFont>

#include <array>

class QPalette;

namespace lastra::gui {

enum class ThemeKind { Dark, Light };

// The colour a text or shape means, resolved by Theme::tone().
enum class Tone {
    Title,
    Text,
    Second,
    Hint,
    Disabled,
    Accent,
    OnAccent,
    Ok,
    Attention,
    Fail,
    Unknown
};

enum class Status { Meets, Attention, Fails, Unknown, NotApplicable };

struct Theme {
    ThemeKind kind = ThemeKind::Dark;
    bool highContrast = false;
    // Greys: g0 image bed, g1 well, g2 window, g3 surface, g4 raised, g5 pressed, g6 hairline,
    // g7 control outline and disabled text, g8 hints, g9 text 2, g10 text 1, g11 titles.
    QColor g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11;
    QColor accent, onAccent, selected;
    QColor ok, attention, fail, unknown;
    QColor shadow;
    // Series of a plot; state colours never name a series.
    std::array<QColor, 3> series;
    // Inside a reading pane, the same in both themes.
    QColor paneText, paneLetters, axial, coronal, sagittal, measurement;
    // Mixed once: the grounds and outlines of status pills, by Status.
    std::array<QColor, 5> pillGround, pillOutline;
    QColor rowLine; // hairline under a table row
    QColor unknownHatch;

    [[nodiscard]] QColor tone(Tone tone) const;
    [[nodiscard]] QColor state(Status status) const;
    [[nodiscard]] bool isLight() const { return kind == ThemeKind::Light; }

    [[nodiscard]] static Theme make(ThemeKind kind, bool highContrast = false);
};

[[nodiscard]] const Theme &theme();
[[nodiscard]] QPalette themePalette(const Theme &theme);
// Palette, icons and every widget follow at once; needs a QApplication.
void setTheme(ThemeKind kind, bool highContrast = false);

// a with `part` (0..1) of b mixed in.
[[nodiscard]] QColor mix(const QColor &a, const QColor &b, double part);
// WCAG 2 contrast ratio of two opaque colours.
[[nodiscard]] double contrast(const QColor &a, const QColor &b);

// Sizes are logical pixels at 96 dpi, set as points times the user's scale (0.9 to 1.5).
enum class Text {
    Page,
    Section,
    Inspector,
    Body,
    BodyMedium,
    Small,
    SmallMedium,
    Tiny,
    Figure,
    Mono,
    MonoTiny,
    Code
};
[[nodiscard]] QFont typeface(Text role);
void setTextScale(double scale);
[[nodiscard]] double textScale();

// Spacing in logical pixels; "comfortable" adds 4 to rows and controls.
namespace metric {
[[nodiscard]] int row();
[[nodiscard]] int control();
void setComfortable(bool on);
inline constexpr int toolBar = 40, topBar = 40, pageHeader = 56, drawer = 32, header = 28;
inline constexpr int railWidth = 80, railNarrow = 48, railItem = 60;
inline constexpr int margin = 16, gap = 8;
inline constexpr int radiusKey = 3, radiusControl = 4, radiusCard = 6, radiusDialog = 8;
inline constexpr int pill = 20, pillLarge = 28, gate = 14, gateGap = 6;
} // namespace metric

} // namespace lastra::gui
