#pragma once
// The small things pages are laid out with: grounds with hairlines, labels in a role and a tone,
// buttons with a variant, section bars, key and value lists.

#include "theme/Theme.h"

#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>

class QBoxLayout;
class QGridLayout;
class QHBoxLayout;
class QVBoxLayout;

namespace lastra::gui {

enum class Ground { Bed, Well, Window, Surface, Raised };
[[nodiscard]] QColor groundColor(Ground ground);

// A flat area; edges are the sides that carry a 1 px hairline.
class Surface : public QWidget {
    Q_OBJECT
public:
    explicit Surface(Ground ground, Qt::Edges edges = {}, QWidget *parent = nullptr);
    void setGround(Ground ground);
    // A card: rounded with an outline on all sides.
    void setCard(bool card);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Ground m_ground;
    Qt::Edges m_edges;
    bool m_card = false;
};

class Label : public QLabel {
    Q_OBJECT
public:
    explicit Label(const QString &text = {}, Text role = Text::Body, Tone tone = Tone::Text,
                   QWidget *parent = nullptr);
    void setTone(Tone tone);
    void setRole(Text role);
    // May be narrower than its text; shows an ellipsis and the whole text as tool tip.
    Label *elided();
    Label *wrapped();
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void colour();
    Text m_role;
    Tone m_tone;
    bool m_elides = false, m_busy = false;
};

// Long digests in a text cut in the middle: "root: 9f2c…7a41".
[[nodiscard]] QString shortDigests(const QString &text);
// For a tool tip, which takes text that looks like HTML for HTML: names and what files hold are
// shown as they are.
[[nodiscard]] QString plainTip(const QString &text);
// Where less is shown than `whole`: it stands in the tool tip, and Ctrl+C or the menu copies it.
void offerWhole(QWidget *widget, const QString &whole);

// Variants: nullptr (plain), "primary", "quiet", "danger", "chip".
[[nodiscard]] QPushButton *button(const QString &text, const QString &iconName = {},
                                  const char *variant = nullptr);
// A small icon-only button; the name is its tool tip and its accessible name.
[[nodiscard]] QToolButton *iconButton(const QString &iconName, const QString &name);
[[nodiscard]] QPushButton *chip(const QString &text, bool on = false);
[[nodiscard]] QWidget *verticalLine(int height = 20);
[[nodiscard]] QWidget *horizontalLine();
[[nodiscard]] QHBoxLayout *row(int spacing = metric::gap);
[[nodiscard]] QVBoxLayout *column(int spacing = 0);

// 40 px bar over a part of a page: title, words beside it, then whatever is added at the right.
class SectionBar : public Surface {
    Q_OBJECT
public:
    explicit SectionBar(const QString &title, const QString &sub = {}, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    void setSub(const QString &sub);
    void add(QWidget *widget);
    [[nodiscard]] Label *sub() const { return m_sub; }

private:
    Label *m_title, *m_sub;
    QHBoxLayout *m_layout;
};

// Two columns: what, value.
class KeyValues : public QWidget {
    Q_OBJECT
public:
    explicit KeyValues(int keyWidth = 104, QWidget *parent = nullptr);
    void clear();
    void add(const QString &key, const QString &value, bool mono = false, Tone tone = Tone::Text);

private:
    QGridLayout *m_grid;
    int m_rows = 0;
};

// A titled part of an inspector.
class PanelSection : public Surface {
    Q_OBJECT
public:
    explicit PanelSection(const QString &title, QWidget *parent = nullptr);
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    [[nodiscard]] QHBoxLayout *head() const { return m_head; }
    [[nodiscard]] Label *title() const { return m_title; }

private:
    Label *m_title;
    QHBoxLayout *m_head;
    QVBoxLayout *m_body;
};

// Numbers and sizes in the interface's words: thin spaces between thousands, decimals by locale.
[[nodiscard]] QString number(qint64 value);
[[nodiscard]] QString number(double value, int decimals);
[[nodiscard]] QString bytes(qint64 value);
[[nodiscard]] QString duration(double seconds);
[[nodiscard]] QString date(const QDate &day);
// The language the windows speak, for dates and decimals.
void setInterfaceLocale(const QLocale &locale);
[[nodiscard]] const QLocale &interfaceLocale();

} // namespace lastra::gui
