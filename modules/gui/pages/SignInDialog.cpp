#include "pages/SignInDialog.h"

#include "parts/StatusPill.h"
#include "theme/Icon.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QPainter>
#include <QProgressBar>
#include <QRadioButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace lastra::gui {

namespace {

class WizardStep : public QWidget {
public:
    WizardStep(int step, const QString &text) : m_step(step), m_text(text) { setFixedHeight(38); }
    void set(int now) {
        m_now = now;
        setAccessibleName(m_text);
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override {
        const Theme &t = theme();
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        const bool done = m_step < m_now, on = m_step == m_now;
        const QRectF disc(0.5, 8.5, 21, 21);
        p.setPen(QPen(done ? t.ok : on ? t.accent : t.g7, 1));
        p.setBrush(on ? QBrush(t.accent) : QBrush(Qt::NoBrush));
        p.drawEllipse(disc);
        if (done) {
            paintStatusShape(&p, QRectF(disc.center().x() - 5.5, disc.center().y() - 5.5, 11, 11),
                             Status::Meets, t.ok);
        } else {
            QFont f = typeface(Text::Tiny);
            f.setWeight(QFont::DemiBold);
            p.setFont(f);
            p.setPen(on ? t.onAccent : t.g8);
            p.drawText(disc, Qt::AlignCenter, QString::number(m_step + 1));
        }
        p.setFont(typeface(on ? Text::Section : Text::BodyMedium));
        p.setPen(on ? t.g11 : done ? t.g10 : t.g8);
        p.drawText(QRect(34, 0, width() - 34, 38), Qt::AlignVCenter, m_text);
    }

private:
    int m_step, m_now = 0;
    QString m_text;
};

constexpr int kCardsInRow = 3;

// One site: a radio button drawn as a card.
class SiteCard : public QAbstractButton {
public:
    SiteCard(const SignInModel::Site &site, bool on) : m_site(site) {
        setCheckable(true);
        setAutoExclusive(true);
        setChecked(on);
        setText(site.title);
        setAccessibleName(site.title);
        setAccessibleDescription(site.description);
        setMinimumHeight(kHeight);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override { return {220, kHeight}; }

protected:
    void paintEvent(QPaintEvent *) override {
        const Theme &t = theme();
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        const bool on = isChecked();
        p.setPen(QPen(on ? t.accent : t.g6, 1));
        p.setBrush(on ? t.selected : underMouse() ? t.g4 : t.g2);
        p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metric::radiusCard,
                          metric::radiusCard);
        const QRectF radio(12.5, 14.5, 13, 13);
        p.setPen(QPen(on ? t.accent : t.g8, on ? 4 : 1));
        p.setBrush(t.g1);
        p.drawEllipse(on ? radio.adjusted(1.5, 1.5, -1.5, -1.5) : radio);
        paintIcon(&p, QRect(36, 13, 16, 16), m_site.icon, t.g9);
        p.setFont(typeface(Text::Section));
        p.setPen(t.g11);
        p.drawText(QRect(60, 10, width() - 72, 20), Qt::AlignVCenter,
                   p.fontMetrics().elidedText(m_site.title, Qt::ElideRight, width() - 72));
        p.setFont(typeface(Text::Small));
        p.setPen(t.g9);
        p.drawText(QRect(60, 32, width() - 72, height() - (m_site.state.isEmpty() ? 38 : 58)),
                   Qt::TextWordWrap, m_site.description);
        p.setPen(on ? t.g9 : t.g8);
        p.drawText(QRect(60, height() - 26, width() - 72, 18), Qt::AlignVCenter,
                   p.fontMetrics().elidedText(m_site.state, Qt::ElideRight, width() - 72));
    }

private:
    static constexpr int kHeight = 112; // three lines of description, as Italian asks for
    SignInModel::Site m_site;
};

} // namespace

SignInDialog::SignInDialog(SignInModel *model, QWidget *parent) : QDialog(parent), m(model) {
    setWindowTitle(tr("Connect a site"));
    setModal(true);
    resize(1040, 560);
    auto *all = row(0);
    all->addWidget(makeAside());
    all->addWidget(makeWork(), 1);
    setLayout(all);
    connect(m, &PageModel::changed, this, &SignInDialog::read);
    const auto follow = [this] {
        if (m->notice)
            m_banner->say(m->notice->status, m->notice->what, m->notice->next, m->notice->action);
        else
            m_banner->hide();
    };
    connect(m, &PageModel::noticeChanged, this, follow);
    connect(m_banner, &Banner::action, m, &PageModel::act);
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &SignInDialog::tick);
    connect(this, &QDialog::rejected, m, &SignInModel::cancelRequested);
    read();
    follow();
}

QWidget *SignInDialog::makeAside() {
    auto *aside = new Surface(Ground::Window, Qt::RightEdge);
    aside->setFixedWidth(240);
    auto *layout = column(4);
    layout->setContentsMargins(24, 24, 24, 24);
    auto *brand = row(12);
    auto *picture = new QLabel;
    picture->setPixmap(iconPixmap(QStringLiteral("lastra"), 40, theme().g9, devicePixelRatioF()));
    brand->addWidget(picture);
    auto *words = column(0);
    words->addWidget(new Label(QStringLiteral("Lastra"), Text::Page, Tone::Title));
    words->addWidget(new Label(tr("Connect a site"), Text::Body, Tone::Hint));
    brand->addLayout(words, 1);
    layout->addLayout(brand);
    layout->addSpacing(16);
    const QStringList steps{tr("Choose a site"), tr("Sign in"), tr("Done")};
    for (int i = 0; i < steps.size(); ++i) {
        m_steps.push_back(new WizardStep(i, steps[i]));
        layout->addWidget(m_steps.back());
    }
    layout->addStretch();
    layout->addWidget(
        (new Label(tr("Nothing is sent until you push or run something."), Text::Small, Tone::Hint))
            ->wrapped());
    aside->setLayout(layout);
    return aside;
}

QWidget *SignInDialog::makeWork() {
    auto *work = new Surface(Ground::Surface);
    auto *all = column(0);
    auto *upper = column(16);
    upper->setContentsMargins(24, 24, 24, 16);
    auto *head = column(2);
    m_title = (new Label({}, Text::Page, Tone::Title))->elided();
    m_sub =
        (new Label(tr("Your browser opens the site's own page. Lastra never sees your password."),
                   Text::Body, Tone::Second))
            ->wrapped();
    head->addWidget(m_title);
    head->addWidget(m_sub);
    upper->addLayout(head);
    m_cards = new QGridLayout;
    m_cards->setSpacing(8);
    upper->addLayout(m_cards);
    m_banner = new Banner;
    upper->addWidget(m_banner);

    auto *two = row(24);
    m_phase = new QStackedLayout;
    const auto phase = [this](const std::function<void(QVBoxLayout *)> &fill) {
        auto *w = new QWidget;
        auto *layout = column(8);
        fill(layout);
        layout->addStretch();
        w->setLayout(layout);
        m_phase->addWidget(w);
    };
    phase([this](QVBoxLayout *l) {
        m_browser = button(tr("Sign in with the browser"), QStringLiteral("sign-in"), "primary");
        m_device = button(tr("Use a code on another device"), QStringLiteral("key"));
        l->addWidget(new Label(tr("How do you want to sign in?"), Text::BodyMedium, Tone::Second));
        l->addWidget(m_browser);
        l->addWidget(m_device);
    });
    phase([this](QVBoxLayout *l) {
        m_waiting =
            (new Label(tr("Waiting for your browser. Come back here when it says that you may."),
                       Text::Body, Tone::Text))
                ->wrapped();
        l->addWidget(m_waiting);
    });
    phase([this](QVBoxLayout *l) {
        l->addWidget(new Label(tr("Enter this code in the browser"), Text::Body, Tone::Hint));
        m_code = new Label({}, Text::Code, Tone::Title);
        m_code->setAlignment(Qt::AlignCenter);
        m_code->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        m_code->setFocusPolicy(Qt::TabFocus);
        m_code->setFixedHeight(58);
        auto *box = new Surface(Ground::Well);
        box->setCard(true);
        auto *boxLayout = column(0);
        boxLayout->addWidget(m_code);
        box->setLayout(boxLayout);
        l->addWidget(box);
        m_bar = new QProgressBar;
        m_bar->setTextVisible(false);
        m_bar->setFixedHeight(6);
        m_bar->setAccessibleName(tr("Time left for the code"));
        l->addWidget(m_bar);
        m_left = (new Label({}, Text::Small, Tone::Hint))->wrapped();
        l->addWidget(m_left);
        auto *buttons = row(8);
        m_openPage = button(tr("Open the browser"), {}, "primary");
        m_copy = button(tr("Copy the code"));
        buttons->addWidget(m_openPage);
        buttons->addWidget(m_copy);
        buttons->addStretch();
        l->addLayout(buttons);
    });
    phase([this](QVBoxLayout *l) {
        m_done = (new Label({}, Text::Section, Tone::Title))->wrapped();
        l->addWidget(m_done);
    });
    auto *phaseHolder = new QWidget;
    phaseHolder->setLayout(m_phase);
    phaseHolder->setMinimumWidth(320);
    two->addWidget(phaseHolder, 2);
    auto *connection = column(8);
    connection->addWidget(new Label(tr("Connection"), Text::Section, Tone::Title));
    m_connection = column(6);
    connection->addLayout(m_connection);
    m_keeper = (new Label({}, Text::Small, Tone::Hint))->wrapped();
    connection->addWidget(m_keeper);
    connection->addStretch();
    two->addLayout(connection, 3);
    upper->addLayout(two, 1);
    all->addLayout(upper, 1);

    auto *foot = new Surface(Ground::Window, Qt::TopEdge);
    auto *footLayout = row(8);
    footLayout->setContentsMargins(24, 12, 24, 12);
    m_local = button(tr("Use this computer only"), {}, "quiet");
    m_cancel = button(tr("Cancel"));
    m_close = button(tr("Start working"), {}, "primary");
    footLayout->addWidget(m_local);
    footLayout->addStretch();
    footLayout->addWidget(m_cancel);
    footLayout->addWidget(m_close);
    foot->setLayout(footLayout);
    all->addWidget(foot);
    work->setLayout(all);

    connect(m_browser, &QPushButton::clicked, m, &SignInModel::browserRequested);
    connect(m_device, &QPushButton::clicked, m, &SignInModel::deviceRequested);
    connect(m_openPage, &QPushButton::clicked, m, &SignInModel::openCodePageRequested);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m->code); });
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_local, &QPushButton::clicked, this, [this] {
        Q_EMIT m->siteChosen(QStringLiteral("this-computer"));
        reject();
    });
    return work;
}

void SignInDialog::read() {
    using Phase = SignInModel::Phase;
    const int step = m->phase == Phase::Done ? 2 : m->phase == Phase::Idle ? 0 : 1;
    for (QWidget *w : m_steps)
        static_cast<WizardStep *>(w)->set(step);
    while (QLayoutItem *item = m_cards->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    QString title;
    for (const SignInModel::Site &site : m->sites) {
        auto *card = new SiteCard(site, site.id == m->site);
        card->setEnabled(m->phase == Phase::Idle || m->phase == Phase::Done);
        if (site.id == m->site)
            title = site.title;
        const int n = m_cards->count();
        m_cards->addWidget(card, n / kCardsInRow, n % kCardsInRow);
        connect(card, &QAbstractButton::clicked, this,
                [this, id = site.id] { Q_EMIT m->siteChosen(id); });
    }
    m_title->setText(title.isEmpty() ? tr("Choose a site") : tr("Sign in to %1").arg(title));
    const bool local = !m->needsSignIn || m->site.isEmpty();
    m_browser->setEnabled(!local);
    m_device->setEnabled(!local);
    m_phase->setCurrentIndex(int(m->phase));
    m_code->setText(m->code);
    m_code->setAccessibleName(tr("Code: %1").arg(m->code));
    m_done->setText(m->person.isEmpty() ? tr("You are signed in.")
                                        : tr("You are signed in as %1.").arg(m->person));
    while (QLayoutItem *item = m_connection->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const ConnectionRow &r : m->connection) {
        auto *line = new QWidget;
        auto *layout = row(10);
        auto *dot = new GateDot;
        dot->setState(r.state, r.part + QStringLiteral(": ") + r.note);
        auto *part = new Label(r.part, Text::Small);
        part->setMinimumWidth(72);
        layout->addWidget(dot);
        layout->addWidget(part);
        layout->addWidget((new Label(r.host, Text::Mono, Tone::Text))->elided(), 2);
        auto *note = new Label(r.note, Text::Small, Tone::Second);
        auto *both = column(2);
        both->addLayout(layout);
        if (r.state == GateState::Shut) // a sentence: what is wrong and what to do
            both->addWidget(note->wrapped());
        else
            layout->addWidget(note->elided(), 1);
        line->setLayout(both);
        m_connection->addWidget(line);
    }
    m_keeper->setText(
        m->keeper.isEmpty()
            ? QString()
            : tr("The sign-in is kept in the %1 and removed when you sign out.").arg(m->keeper));
    m_close->setEnabled(m->phase == Phase::Done || local);
    if (m->phase == Phase::Device)
        m_timer.start();
    else
        m_timer.stop();
    tick();
}

void SignInDialog::tick() {
    if (m->phase != SignInModel::Phase::Device)
        return;
    const qint64 total = std::max<qint64>(1, m->codeMade.secsTo(m->codeEnds));
    const qint64 left = std::max<qint64>(0, QDateTime::currentDateTimeUtc().secsTo(m->codeEnds));
    m_bar->setRange(0, int(total));
    m_bar->setValue(int(left));
    m_left->setText(tr("Waiting for you at %1. The code is good for %2 more.")
                        .arg(m->codePage, duration(double(left))));
}

} // namespace lastra::gui
