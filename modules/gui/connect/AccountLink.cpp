// Sites, sign-in through the browser or by code, who is signed in, settings.

#include "connect/Words.h"
#include "lastra/gui/Look.h"
#include "lastra/gui/Workbench.h"
#include "parts/Basic.h"
#include "parts/Frame.h"
#include "theme/Icon.h"

#include <QApplication>
#include <QDesktopServices>
#include <QPointer>
#include <QSettings>
#include <QTimer>

namespace lastra::gui {

namespace {
QString siteIcon(const workflow::Site &site) {
    return site.name == QStringLiteral("sandbox")               ? QStringLiteral("sandbox")
           : site.archive == workflow::Site::ArchiveKind::Local ? QStringLiteral("computer")
                                                                : QStringLiteral("cloud");
}

QString residency(const workflow::Site &site) {
    const QString country =
        site.country == QStringLiteral("IT") ? Workbench::tr("Italy") : site.country;
    return site.region.isEmpty() ? country : site.region + QStringLiteral(", ") + country;
}

// The shipped site carries the program's word, all others their own.
QString siteTitle(const workflow::Site &site) {
    return site.ref == QStringLiteral("this-computer") ? Workbench::tr("This computer")
                                                       : site.title;
}

// The store's stable word in the interface's language.
QString keeperWord(const QString &kind) {
    return kind == QStringLiteral("system keyring") ? Workbench::tr("system keyring")
           : kind == QStringLiteral("sealed file")  ? Workbench::tr("sealed file")
                                                    : Workbench::tr("memory only");
}
} // namespace

void Workbench::connectAccount() {
    SignInModel *m = m_window->signInModel();
    connect(m, &SignInModel::siteChosen, this, [this, m](const QString &site) {
        m->sayNothing();
        if (const auto problem = m_siteProblems.constFind(site); problem != m_siteProblems.cend()) {
            explain(m, *problem);
            Q_EMIT m->changed(); // what is open stays chosen
        } else if (!m_ws || site != m_ws->site().ref) {
            open(site);
        }
    });
    connect(m, &SignInModel::browserRequested, this, [this] { signIn(false); });
    connect(m, &SignInModel::deviceRequested, this, [this] { signIn(true); });
    connect(m, &SignInModel::openCodePageRequested, this, [m] {
        QDesktopServices::openUrl(QUrl(m->codePage.contains(QStringLiteral("://"))
                                           ? m->codePage
                                           : QStringLiteral("https://") + m->codePage));
    });
    connect(m, &SignInModel::cancelRequested, this, [this] {
        if (m_signingIn)
            m_signingIn->cancel();
    });
    SettingsModel *s = m_window->settingsModel();
    const Look look = storedLook();
    s->light = theme().isLight();
    s->language = look.language;
    s->textPercent = look.textPercent;
    s->comfortable = look.comfortable;
    s->highContrast = look.highContrast;
    connect(s, &SettingsModel::lookChanged, this, [s] {
        QSettings settings;
        settings.setValue(QStringLiteral("look/light"), s->light);
        settings.setValue(QStringLiteral("look/textPercent"), s->textPercent);
        settings.setValue(QStringLiteral("look/comfortable"), s->comfortable);
        settings.setValue(QStringLiteral("look/highContrast"), s->highContrast);
    });
    connect(s, &SettingsModel::languageChosen, this, [](const QString &language) {
        QSettings().setValue(QStringLiteral("look/language"), language);
    });
    connect(s, &SettingsModel::siteChosen, this, [this](const QString &site) {
        storeSite(site);
        open(site);
    });
}

void Workbench::showAccount() {
    const workflow::Site &site = m_ws->site();
    TopBar *bar = m_window->topBar();
    bar->setSite(siteTitle(site), residency(site), siteIcon(site));
    QList<QAction *> sites, account;
    SignInModel &m = *m_window->signInModel();
    SettingsModel &settings = *m_window->settingsModel();
    m.sites.clear();
    settings.sites.clear();
    m_siteProblems.clear();
    if (site.ref.endsWith(QStringLiteral(".json")) && !m_siteFiles.contains(site.ref))
        m_siteFiles << site.ref;
    for (const auto &[s, problem] : workflow::listSites(m_ws->home(), m_siteFiles)) {
        if (problem) {
            m_siteProblems.insert(s.ref, *problem);
            m.sites.push_back({s.ref, s.title, tr("Its site file is not complete yet."),
                               siteIcon(s), residency(s), tr("Cannot be opened: see why")});
            continue;
        }
        auto *action = new QAction(icon(siteIcon(s)), siteTitle(s), m_window);
        connect(action, &QAction::triggered, this, [this, ref = s.ref] { open(ref); });
        sites << action;
        const QString words = s.identity == workflow::Site::Identity::Local
                                  ? tr("Local folder, local workers. No account, no network.")
                                  : tr("Sign-in, archive and queue of the site.");
        m.sites.push_back({s.ref, siteTitle(s), words, siteIcon(s), residency(s), residency(s)});
        settings.sites.push_back({s.ref, siteTitle(s), {}});
    }
    m.site = site.ref;
    settings.site = site.ref;
    const bool in = m_ws->signIn();
    m.needsSignIn = in;
    const auto known = m_ws->account();
    m.keeper = keeperWord(m_ws->secrets().kind());
    m.connection.clear();
    if (in) {
        m.connection.push_back(
            {GateState::Unknown, tr("Identity"), QUrl(site.issuer).host(), tr("OpenID Connect")});
        m.connection.push_back(
            {GateState::Unknown, tr("Archive"), site.archiveUrl.host(), QStringLiteral("XNAT")});
        if (site.queue == workflow::Site::QueueKind::Slurm)
            m.connection.push_back({GateState::Unknown, tr("Queue"), site.queueUrl.host(),
                                    QStringLiteral("Slurm REST")});
        using Answers = core::Result<std::vector<workflow::PartAnswer>>;
        look([site](core::Work &work) -> Answers { return workflow::askSite(site, work); },
             [this, ref = site.ref](Answers answers) {
                 if (answers && m_ws->site().ref == ref)
                     showConnection(*answers);
             });
    }
    m.phase = known ? SignInModel::Phase::Done : SignInModel::Phase::Idle;
    m.person = known ? known->name : QString();
    if (in) {
        auto *action =
            new QAction(icon(known ? QStringLiteral("sign-out") : QStringLiteral("sign-in")),
                        known ? tr("Sign out") : tr("Sign in..."), m_window);
        if (known)
            connect(action, &QAction::triggered, this, [this] {
                run(
                    tr("Sign out"), "sign-out",
                    [ws = m_ws](core::Work &work) {
                        auto out = ws->signIn()->signOut(work);
                        ws->noteAccount();
                        return out;
                    },
                    [this](core::Result<identity::SignedOut> out) {
                        if (!out)
                            explain(m_window->projectsModel(), out.error());
                        showAccount();
                        refresh();
                    });
            });
        else
            connect(action, &QAction::triggered, m_window, &MainWindow::openSignIn);
        account << action;
        bar->setSession(known ? tr("Signed in") : tr("Signed out"), !known);
    } else {
        bar->setSession(tr("No network needed"));
    }
    auto *settingsAction = new QAction(icon(QStringLiteral("settings")), tr("Settings"), m_window);
    connect(settingsAction, &QAction::triggered, this,
            [this] { m_window->go(MainWindow::Settings); });
    account << settingsAction;
    bar->setSites(sites);
    bar->setAccount(m_ws->personName(), {}, account);
    settings.about = {{tr("Library"), m_ws->home().path()},
                      {tr("Secrets"), keeperWord(m_ws->secrets().kind())},
                      {tr("Queues"), m_ws->queueNames().join(QStringLiteral(", "))}};
    Q_EMIT m.changed();
    Q_EMIT settings.changed();
}

void Workbench::showConnection(const std::vector<workflow::PartAnswer> &answers) {
    using Part = workflow::PartAnswer::Part;
    SignInModel &m = *m_window->signInModel();
    m.connection.clear();
    for (const workflow::PartAnswer &answer : answers) {
        const QString part = answer.part == Part::Identity  ? tr("Identity")
                             : answer.part == Part::Archive ? tr("Archive")
                                                            : tr("Queue");
        m.connection.push_back(
            {answer.problem ? GateState::Shut : GateState::Open, part, answer.host,
             answer.problem ? m_window->sentence(*answer.problem) : answer.note});
    }
    Q_EMIT m.changed();
}

void Workbench::signIn(bool device) {
    if (!isOpen() || !m_ws->signIn())
        return;
    SignInModel *m = m_window->signInModel();
    m->sayNothing();
    m->phase = device ? SignInModel::Phase::Idle : SignInModel::Phase::Browser;
    Q_EMIT m->changed();
    run(
        tr("Sign in to %1").arg(m_ws->site().title), "sign-in",
        [ws = m_ws, device, guard = QPointer<SignInModel>(m), browser = m_browser,
         tag = interfaceLanguage()](core::Work &work) -> core::Result<identity::Account> {
            const auto showCode = [guard](const identity::DeviceCode &code) {
                QMetaObject::invokeMethod(
                    qApp,
                    [guard, code] {
                        if (!guard)
                            return;
                        guard->phase = SignInModel::Phase::Device;
                        guard->code = code.userCode;
                        guard->codePage =
                            (code.pageWithCode.isEmpty() ? code.page : code.pageWithCode)
                                .toString();
                        guard->codeMade = QDateTime::currentDateTimeUtc();
                        guard->codeEnds = code.expires;
                        Q_EMIT guard->changed();
                    },
                    Qt::QueuedConnection);
            };
            identity::BrowserOptions options;
            options.language = tag;
            options.open = browser;
            auto account = device ? ws->signIn()->withDevice(showCode, work)
                                  : ws->signIn()->withBrowser(options, work);
            ws->noteAccount();
            return account;
        },
        [this](core::Result<identity::Account> account) {
            SignInModel *model = m_window->signInModel();
            m_signingIn.reset();
            if (!account) {
                model->phase = SignInModel::Phase::Idle;
                Q_EMIT model->changed();
                explain(model, account.error());
                return;
            }
            m_window->projectsModel()->sayNothing();
            showAccount();
            refresh();
            Q_EMIT signedIn(account->name);
        });
    m_signingIn = m_window->tasks()->tasks().back().work;
}

} // namespace lastra::gui
