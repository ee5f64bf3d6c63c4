#pragma once
// What the pages show and what people ask of them. A page reads its model and emits nothing else;
// whoever connects the model (to workflow, or a test) fills the values, calls the setter's signal
// and answers the requests. GUI thread only; no model waits for anything.

#include "theme/StatusPaint.h"

#include <QDate>
#include <QDateTime>
#include <QImage>
#include <QObject>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace lastra::gui {

// A banner: state, what happened, what is safe and comes next, the one button and what it does.
struct Notice {
    Status status = Status::Unknown;
    QString what, next, action;
    std::function<void()> run = {};
};

class PageModel : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    std::optional<Notice> notice;
    void say(const Notice &n) {
        notice = n;
        Q_EMIT noticeChanged();
    }
    void sayNothing() {
        notice.reset();
        Q_EMIT noticeChanged();
    }
    // The banner's button was pressed.
    void act() const {
        if (!notice || !notice->run)
            return;
        const auto run = notice->run; // it may say something else
        run();
    }

Q_SIGNALS:
    void changed(); // any value: the page reads everything again
    void noticeChanged();
};

struct TreeNode {
    QString id, parent, name, icon;
    int count = -1;
};

struct SessionItem {
    QString id, subject, session, modality, dataset;
    QDate acquired;
    int series = 0, images = 0;
    qint64 bytes = 0;
    bool cloud = false, here = false;
    Status status = Status::Unknown;
    GateStates gates{};
    QString expiry, waitingFor;
    Tone expiryTone = Tone::Text;
    bool needsPerson = false, expiresSoon = false;
};

struct SeriesThumb {
    QString key, name, description;
    QImage picture;
    int images = 0;
};

struct SessionDetail {
    QString id, title, subtitle, statusText, judged;
    Status status = Status::Unknown;
    GateStates gates{};
    std::array<QString, 5> gateWords;
    std::vector<SeriesThumb> series;
    std::vector<std::pair<QString, QString>> facts;
    bool mayOpen = false, mayPull = false, mayPush = false, mayDeidentify = false;
};

class ProjectsModel : public PageModel {
    Q_OBJECT
public:
    using PageModel::PageModel;
    QStringList where;
    std::vector<TreeNode> tree;
    QString node; // chosen
    std::vector<SessionItem> sessions;
    SessionDetail detail;
    bool loading = false;
    bool libraryEmpty = false;

Q_SIGNALS:
    void detailChanged();
    void nodeChosen(const QString &id);
    void sessionChosen(const QString &id);
    void importRequested(const QStringList &paths);
    void sampleRequested();
    void newProjectRequested(const QString &name);
    void openRequested(const QString &session, const QString &seriesKey);
    void pullRequested(const QString &session);
    void pushRequested(const QString &session);
    void deidentifyRequested(const QString &session);
    void statusRequested(const QString &session);
};

struct Choice {
    QString id, title, note;
};

struct ChangeItem {
    QString tag, attribute, before, after, letter, action, why;
    Tone tone = Tone::Text;
    qint64 files = 0;
    bool kept = false;
};

struct ReleaseGate {
    GateState state = GateState::Unknown;
    QString title, detail;
};

struct ReviewThumb {
    QImage before, after; // as it came, where that is known, and as released
    QString name, note;
    GateState mark = GateState::Unknown;
};

class DeidModel : public PageModel {
    Q_OBJECT
public:
    enum Step { Import, Policy, Changes, Verify, Review, SignOff, Signed };
    using PageModel::PageModel;
    Step step = Import;
    std::vector<Choice> datasets, policies;
    QString dataset, policy;
    QString facts; // "500 files, 252 MB, 3 subjects"
    std::vector<ChangeItem> changes;
    bool running = false;
    std::vector<ReviewThumb> thumbs;
    std::vector<ReleaseGate> gates;
    std::vector<std::pair<QString, QString>> evidence;
    QString result;       // id of the released dataset, once there is one
    bool earlier = false; // it was made on another day: its files may have changed since

Q_SIGNALS:
    void importRequested();
    void datasetChosen(const QString &id);
    void policyChosen(const QString &name);
    void previewRequested();
    void runRequested();
    void thumbMarked(int index, GateState mark);
    void openResultRequested();
    void complianceRequested();
    void signOffRequested();
    void releaseRequested();
    void handOverRequested(); // of the key
};

struct TrialForm {
    QString title;
    int patients = 2, realisations = 1, slices = 64, matrix = 128;
    QList<double> doses{50, 100}, kVps{120};
    QStringList scanners, kernels;
    double noduleMm = 8;
};

struct FactorItem {
    QString factor, design, levels, note;
    qint64 count = 0;
};

struct Figure {
    QString name, value, note;
};

struct JobRow {
    QString step, count, rate, time;
    double part = 0;
    Tone tone = Tone::Accent;
};

struct MetricItem {
    QString metric, arm, mean, interval;
    int patients = 0;
};

struct MetricPlot {
    QString name, axis, conclusion;
    QString chip; // short name of one that people ask for first; empty: in the list alone
    std::vector<QString> series;
    std::vector<std::vector<double>> x, y, low, high;
};

struct TrialPictures {
    QImage truth, simulated, difference;
    QString simulatedCaption, differenceCaption;
};

class TrialsModel : public PageModel {
    Q_OBJECT
public:
    using PageModel::PageModel;
    enum class State { None, Planned, Queued, Running, Finished, Fetched, Failed };
    std::vector<Choice> trials;
    QString trial, title, version, place;
    State state = State::None;
    std::vector<FactorItem> factors;
    QString designNote;
    std::vector<Figure> figures;
    std::vector<JobRow> jobs;
    std::vector<int> shards; // 0 waiting, 1 running, 2 done, 3 failed
    TrialPictures pictures;
    std::vector<Choice> cases;
    QString caseId;
    std::vector<MetricPlot> metrics;
    QString doseAxis;
    bool logDose = false;
    std::vector<MetricItem> table;
    QString resultNote;
    QStringList scanners, kernels; // that a design may name

Q_SIGNALS:
    void jobsChanged();
    void trialChosen(const QString &id);
    void newTrialRequested(const TrialForm &form);
    void submitRequested(const QString &queue);
    void cancelRequested();
    void resultsRequested();
    void caseChosen(const QString &id);
    void openCaseRequested();
    void manifestRequested();
};

struct DatasetItem {
    QString id, name, expiry, waitingFor;
    Status status = Status::Unknown;
    GateStates gates{};
    Tone expiryTone = Tone::Hint;
    bool expiresSoon = false, waitsForMe = false;
};

struct ControlItem {
    QString id, question, why;
    Status status = Status::Unknown;
};

struct FactItem {
    QString name, value, kind, source, digest;
};

struct HistoryItem {
    GateState state = GateState::Unknown;
    QString date, text;
};

struct ControlDetail {
    QString id, question, word, waitingFor, change;
    Status status = Status::Unknown;
    std::vector<FactItem> facts;
    std::vector<HistoryItem> history;
};

class ComplianceModel : public PageModel {
    Q_OBJECT
public:
    using PageModel::PageModel;
    QString catalogue; // "Catalogue 2026.2, 70 controls"
    std::vector<DatasetItem> datasets;
    QString dataset, title, summary, judged, turn;
    Status status = Status::Unknown;
    GateStates gates{};
    std::array<QString, 5> gateWords;
    std::vector<ControlItem> controls;
    ControlDetail control;

Q_SIGNALS:
    void controlChanged();
    void datasetChosen(const QString &id);
    void controlChosen(const QString &id);
    void judgeRequested();
    void reportRequested();
    void attestRequested();
};

class SettingsModel : public PageModel {
    Q_OBJECT
public:
    using PageModel::PageModel;
    bool light = false, comfortable = false, highContrast = false;
    int textPercent = 100;
    QString language; // "en", "it", empty: the system's
    std::vector<std::pair<QString, QString>> about;
    std::vector<Choice> sites;
    QString site;

Q_SIGNALS:
    void lookChanged();
    void languageChosen(const QString &language);
    void siteChosen(const QString &id);
};

struct ConnectionRow {
    GateState state = GateState::Unknown;
    QString part, host, note;
};

class SignInModel : public PageModel {
    Q_OBJECT
public:
    using PageModel::PageModel;
    enum class Phase { Idle, Browser, Device, Done };
    struct Site {
        QString id, title, description, icon, residency, state;
    };
    std::vector<Site> sites;
    QString site;
    bool needsSignIn = true; // the chosen site; false: it knows people by the system's account
    Phase phase = Phase::Idle;
    QString code, codePage; // shown as they are
    QDateTime codeMade, codeEnds;
    std::vector<ConnectionRow> connection;
    QString keeper; // "In the system keyring"
    QString person; // once signed in

Q_SIGNALS:
    void siteChosen(const QString &id);
    void browserRequested();
    void deviceRequested();
    void openCodePageRequested();
    void cancelRequested();
};

} // namespace lastra::gui
