#include "read/WindowPanel.h"

#include "parts/Basic.h"
#include "read/PaneTexts.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace lastra::gui {
namespace {

class PresetRow : public QAbstractButton {
public:
    PresetRow(const viewer::WindowPreset &preset, QWidget *parent)
        : QAbstractButton(parent), m_key(preset.key) {
        setText(QCoreApplication::translate("WindowPreset", preset.name));
        if (preset.window)
            m_figures = QStringLiteral("%1 / %2").arg(figure(preset.window->width),
                                                      figure(preset.window->center));
        setCheckable(true);
        setAutoExclusive(false);
        setFixedHeight(metric::row());
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setAccessibleName(text() + QStringLiteral(", ") + m_figures);
        setToolTip(QStringLiteral("%1 (%2)").arg(text()).arg(m_key));
    }
    [[nodiscard]] int key() const { return m_key; }

protected:
    void paintEvent(QPaintEvent *) override {
        const Theme &t = theme();
        QPainter p(this);
        const bool on = isChecked();
        p.fillRect(rect(), on ? t.selected : underMouse() ? t.g4 : t.g3);
        p.setRenderHint(QPainter::Antialiasing);
        const QRectF cap(16.5, (height() - 17) / 2.0, 18, 17);
        p.setPen(t.g6);
        p.setBrush(t.g3);
        p.drawRoundedRect(cap, metric::radiusKey, metric::radiusKey);
        p.setFont(typeface(Text::MonoTiny));
        p.setPen(t.g9);
        p.drawText(cap, Qt::AlignCenter, QString::number(m_key));
        p.setFont(typeface(Text::Body));
        p.setPen(on ? t.g11 : t.g9);
        p.drawText(rect().adjusted(45, 0, -16, 0), Qt::AlignLeft | Qt::AlignVCenter, text());
        p.setPen(on ? t.g10 : t.g8);
        p.drawText(rect().adjusted(45, 0, -16, 0), Qt::AlignRight | Qt::AlignVCenter, m_figures);
        if (hasFocus()) {
            p.setPen(t.accent);
            p.setBrush(Qt::NoBrush);
            p.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
        }
    }
    // Checked follows the window in use, not the click.
    void nextCheckState() override {}
    [[nodiscard]] QSize sizeHint() const override { return {200, metric::row()}; }

private:
    static QString figure(double value) {
        return value < 0 ? QChar(0x2212) + number(-value, 0) : number(value, 0);
    }
    int m_key;
    QString m_figures;
};

} // namespace

WindowPanel::WindowPanel(viewer::Reading *reading, QWidget *parent)
    : QWidget(parent), m_reading(reading), m_unit(new Label({}, Text::Body, Tone::Hint)),
      m_rows(new QWidget) {
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new Surface(Ground::Surface, Qt::TopEdge | Qt::BottomEdge);
    head->setFixedHeight(36);
    auto *line = new QHBoxLayout(head);
    line->setContentsMargins(16, 0, 16, 0);
    line->addWidget(new Label(tr("Window"), Text::Section, Tone::Title));
    line->addStretch();
    line->addWidget(m_unit);
    layout->addWidget(head);
    auto *rows = new QVBoxLayout(m_rows);
    rows->setContentsMargins(0, 4, 0, 4);
    rows->setSpacing(0);
    layout->addWidget(m_rows);
    setAccessibleName(tr("Window presets"));
    setObjectName(QStringLiteral("windowPanel"));
}

void WindowPanel::rebuild() {
    qDeleteAll(m_rows->findChildren<QAbstractButton *>(QString(), Qt::FindDirectChildrenOnly));
    const auto presets = m_reading->presets();
    for (const auto &preset : presets) {
        auto *row = new PresetRow(preset, m_rows);
        connect(row, &QAbstractButton::clicked, this,
                [this, key = preset.key] { m_reading->applyPreset(key); });
        m_rows->layout()->addWidget(row);
    }
    const QString unit = m_reading->volume().isNull() ? QString() : m_reading->volume().unit();
    m_unit->setText(unit.isEmpty() ? tr("width / level") : tr("width / level, %1").arg(unit));
    setVisible(!presets.empty());
}

void WindowPanel::refresh() {
    const bool empty = m_reading->volume().isNull();
    const QString now = empty ? QString()
                              : m_reading->facts().modality + QLatin1Char('/') +
                                    m_reading->volume().unit() + QLatin1Char('/') +
                                    QString::number(m_reading->facts().pictures.size());
    if (now != m_shown || empty) {
        m_shown = now;
        rebuild();
    }
    for (auto *child :
         m_rows->findChildren<QAbstractButton *>(QString(), Qt::FindDirectChildrenOnly)) {
        auto *row = static_cast<PresetRow *>(child);
        row->setChecked(row->key() == m_reading->presetKey());
    }
}

} // namespace lastra::gui
