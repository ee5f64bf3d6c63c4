#include "theme/Theme.h"

#include "theme/Icon.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QStyle>
#include <QWidget>

#include <cmath>

namespace lastra::gui {

namespace {

Theme g_theme = Theme::make(ThemeKind::Dark);
double g_scale = 1.0;
int g_extra = 0;

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &c) {
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

void setColours(Theme &t) {
    if (t.kind == ThemeKind::Dark) {
        t.g1 = 0x0c0d0e, t.g2 = 0x131416, t.g3 = 0x191b1d, t.g4 = 0x202225, t.g5 = 0x2a2d31;
        t.g6 = 0x383c41, t.g7 = 0x6d737a, t.g8 = 0x8d939a, t.g9 = 0xb3b8be, t.g10 = 0xdde0e3;
        t.g11 = 0xf0f2f4, t.accent = 0x5fb2f2, t.onAccent = 0x08202f, t.selected = 0x1d3345;
        t.ok = 0x3fc49a, t.attention = 0xeab543, t.fail = 0xff7a66, t.unknown = 0xa9aeb5;
        t.series = {t.accent, QColor(0xd79fd0), t.g9};
        t.shadow = QColor(0, 0, 0, 136);
    } else {
        t.g1 = 0xffffff, t.g2 = 0xeceef0, t.g3 = 0xf7f8f9, t.g4 = 0xe9ebed, t.g5 = 0xdfe2e5;
        t.g6 = 0xcdd1d6, t.g7 = 0x7b828a, t.g8 = 0x5f666e, t.g9 = 0x474d54, t.g10 = 0x1d2126;
        t.g11 = 0x0d0f11, t.accent = 0x0b66b5, t.onAccent = 0xffffff, t.selected = 0xd5e6f5;
        t.ok = 0x086a4d, t.attention = 0x765800, t.fail = 0x951b1b, t.unknown = 0x565d65;
        t.series = {t.accent, QColor(0x8a3f86), t.g9};
        t.shadow = QColor(0, 0, 0, 64);
    }
    t.g0 = QColor(0, 0, 0);
    t.paneText = 0xc4c8cc, t.paneLetters = 0xdde0e3;
    t.axial = 0xd3a94c, t.coronal = 0x5aa7a0, t.sagittal = 0xa58bd0, t.measurement = 0xffd76a;
}

} // namespace

QColor mix(const QColor &a, const QColor &b, double part) {
    const auto one = [part](double x, double y) { return x + (y - x) * part; };
    return QColor::fromRgbF(float(one(a.redF(), b.redF())), float(one(a.greenF(), b.greenF())),
                            float(one(a.blueF(), b.blueF())));
}

double contrast(const QColor &a, const QColor &b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

Theme Theme::make(ThemeKind kind, bool highContrast) {
    Theme t;
    t.kind = kind;
    t.highContrast = highContrast;
    setColours(t);
    if (highContrast) {
        t.g8 = t.g9;
        t.g6 = t.g7;
    }
    for (int i = 0; i < 5; ++i) {
        const QColor colour = t.state(Status(i));
        t.pillGround[size_t(i)] = mix(t.g3, colour, 0.13);
        t.pillOutline[size_t(i)] = mix(t.g3, colour, Status(i) == Status::Fails ? 0.50 : 0.45);
    }
    t.pillGround[size_t(Status::Unknown)] = t.g3;
    t.pillOutline[size_t(Status::Unknown)] = t.g7;
    t.unknownHatch = mix(t.g3, t.unknown, 0.17);
    t.rowLine = mix(t.g3, t.g6, 0.45);
    return t;
}

QColor Theme::tone(Tone tone) const {
    switch (tone) {
    case Tone::Title:
        return g11;
    case Tone::Text:
        return g10;
    case Tone::Second:
        return g9;
    case Tone::Hint:
        return g8;
    case Tone::Disabled:
        return g7;
    case Tone::Accent:
        return accent;
    case Tone::OnAccent:
        return onAccent;
    case Tone::Ok:
        return ok;
    case Tone::Attention:
        return attention;
    case Tone::Fail:
        return fail;
    case Tone::Unknown:
        return unknown;
    }
    return g10;
}

QColor Theme::state(Status status) const {
    switch (status) {
    case Status::Meets:
        return ok;
    case Status::Attention:
        return attention;
    case Status::Fails:
        return fail;
    case Status::Unknown:
        return unknown;
    case Status::NotApplicable:
        return g8;
    }
    return unknown;
}

const Theme &theme() {
    return g_theme;
}

QPalette themePalette(const Theme &t) {
    QPalette p;
    const auto all = [&p](QPalette::ColorRole role, const QColor &colour) {
        p.setColor(QPalette::All, role, colour);
    };
    all(QPalette::Window, t.g2);
    all(QPalette::Base, t.g3);
    all(QPalette::AlternateBase, t.g3);
    all(QPalette::Button, t.g4);
    all(QPalette::WindowText, t.g10);
    all(QPalette::Text, t.g10);
    all(QPalette::ButtonText, t.g10);
    all(QPalette::BrightText, t.g11);
    all(QPalette::PlaceholderText, t.g8);
    all(QPalette::Highlight, t.selected);
    all(QPalette::HighlightedText, t.g11);
    all(QPalette::Link, t.accent);
    all(QPalette::LinkVisited, t.accent);
    all(QPalette::ToolTipBase, t.g4);
    all(QPalette::ToolTipText, t.g10);
    all(QPalette::Light, t.g5);
    all(QPalette::Midlight, t.g4);
    all(QPalette::Mid, t.g6);
    all(QPalette::Dark, t.g6);
    all(QPalette::Shadow, t.g1);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, t.g7);
    return p;
}

void setTheme(ThemeKind kind, bool highContrast) {
    g_theme = Theme::make(kind, highContrast);
    clearIconCache();
    QApplication::setPalette(themePalette(g_theme));
    for (QWidget *window : QApplication::topLevelWidgets())
        window->update();
}

QFont typeface(Text role) {
    struct Spec {
        int pixels;
        QFont::Weight weight;
        bool mono;
    };
    static constexpr Spec specs[] = {
        {18, QFont::DemiBold, false}, {13, QFont::DemiBold, false}, {15, QFont::DemiBold, false},
        {13, QFont::Normal, false},   {13, QFont::Medium, false},   {12, QFont::Normal, false},
        {12, QFont::Medium, false},   {11, QFont::Medium, false},   {18, QFont::DemiBold, false},
        {12, QFont::Normal, true},    {11, QFont::Normal, true},    {30, QFont::Medium, true},
    };
    const Spec &spec = specs[int(role)];
    QFont f;
    // The last of each writes names in Chinese, Japanese and Korean.
    f.setFamilies(spec.mono ? QStringList{QStringLiteral("JetBrains Mono"),
                                          QStringLiteral("DejaVu Sans Mono"),
                                          QStringLiteral("WenQuanYi Micro Hei Mono")}
                            : QStringList{QStringLiteral("Inter"), QStringLiteral("DejaVu Sans"),
                                          QStringLiteral("WenQuanYi Micro Hei")});
    f.setPointSizeF(spec.pixels * 0.75 * g_scale);
    f.setWeight(spec.weight);
    f.setHintingPreference(QFont::PreferNoHinting);
    if (role == Text::Page)
        f.setLetterSpacing(QFont::AbsoluteSpacing, -0.1);
    return f;
}

void setTextScale(double scale) {
    g_scale = std::clamp(scale, 0.9, 1.5);
    if (qApp)
        QApplication::setFont(typeface(Text::Body));
}

double textScale() {
    return g_scale;
}

namespace metric {
int row() {
    return int(28 * std::max(1.0, g_scale)) + g_extra;
}
int control() {
    return row();
}
void setComfortable(bool on) {
    g_extra = on ? 4 : 0;
}
} // namespace metric

} // namespace lastra::gui
