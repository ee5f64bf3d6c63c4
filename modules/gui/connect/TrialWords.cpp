#include "connect/TrialWords.h"

#include "parts/Basic.h"

#include <QCoreApplication>
#include <QHash>

namespace lastra::gui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(lastra::gui::TrialWords)
public:
    static QString job(queue::JobState s) {
        using S = queue::JobState;
        switch (s) {
        case S::Sending:
            return tr("being sent");
        case S::Queued:
            return tr("waiting in the queue");
        case S::Stuck:
            return tr("stuck, needs a person");
        case S::Running:
            return tr("running");
        case S::Paused:
            return tr("paused");
        case S::Finishing:
            return tr("finishing");
        case S::Cancelling:
            return tr("stopping");
        case S::Done:
            return tr("done");
        case S::Failed:
            return tr("failed");
        case S::OutOfMemory:
            return tr("out of memory");
        case S::TimedOut:
            return tr("out of time");
        case S::Preempted:
            return tr("preempted");
        case S::NodeLost:
            return tr("node lost");
        case S::Cancelled:
            return tr("stopped");
        case S::ResultsMissing:
            return tr("results missing");
        case S::Unknown:
            return tr("not known yet");
        }
        return {};
    }
    // "noiseSd.lung" of the engine: what is measured, and where.
    static QString metric(const QString &name) {
        static const QHash<QString, const char *> what{
            {"cnr", QT_TR_NOOP("CNR")},
            {"contrast", QT_TR_NOOP("Contrast")},
            {"dPrimeNpw", QT_TR_NOOP("Detectability d′, NPW")},
            {"huError", QT_TR_NOOP("HU error")},
            {"meanHu", QT_TR_NOOP("Mean HU")},
            {"noiseSd", QT_TR_NOOP("Noise")}};
        static const QHash<QString, const char *> where{
            {"blood", QT_TR_NOOP("blood")},   {"bone", QT_TR_NOOP("bone")},
            {"brain", QT_TR_NOOP("brain")},   {"fat", QT_TR_NOOP("fat")},
            {"heart", QT_TR_NOOP("heart")},   {"liver", QT_TR_NOOP("liver")},
            {"lung", QT_TR_NOOP("lung")},     {"muscle", QT_TR_NOOP("muscle")},
            {"nodule", QT_TR_NOOP("nodule")}, {"water", QT_TR_NOOP("water")}};
        const auto word = [](const auto &words, const QString &key) {
            const auto found = words.constFind(key);
            return found == words.cend() ? key : tr(*found);
        };
        const QString place = name.section(u'.', 1);
        const QString kind = word(what, name.section(u'.', 0, 0));
        return place.isEmpty() ? kind : tr("%1, %2").arg(kind, word(where, place));
    }
    // What a trial is mostly asked: can it be seen, and how noisy is it.
    static QString chip(const QString &name) {
        static const std::pair<const char *, const char *> chips[] = {
            {"cnr.nodule", QT_TR_NOOP("CNR")},
            {"dPrimeNpw.nodule", QT_TR_NOOP("d′")},
            {"noiseSd.liver", QT_TR_NOOP("Noise, liver")},
            {"noiseSd.brain", QT_TR_NOOP("Noise, brain")}};
        for (const auto &[metric, word] : chips)
            if (name == QLatin1String(metric))
                return tr(word);
        return {};
    }
};

} // namespace

TrialsModel::State stateOf(const workflow::TrialState &t) {
    using S = queue::JobState;
    using M = TrialsModel::State;
    if (t.job.id.isEmpty())
        return M::Planned;
    if (t.fetched)
        return M::Fetched;
    switch (t.job.state) {
    case S::Sending:
    case S::Queued:
    case S::Stuck:
    case S::Paused:
    case S::Unknown:
        return M::Queued;
    case S::Running:
    case S::Finishing:
    case S::Cancelling:
        return M::Running;
    case S::Done:
        return M::Finished;
    default:
        return M::Failed;
    }
}

QString jobWords(queue::JobState state) {
    return Words::job(state);
}

QString metricWords(const QString &name) {
    return Words::metric(name);
}

QString metricChip(const QString &name) {
    return Words::chip(name);
}

QString list(const std::vector<double> &values, const QString &unit) {
    QStringList texts;
    for (double v : values)
        texts << number(v, v == std::floor(v) ? 0 : 1);
    return texts.join(QStringLiteral(", ")) + QChar(0xa0) + unit;
}

QString list(const std::vector<QString> &values) {
    return QStringList(values.begin(), values.end()).join(QStringLiteral(", "));
}

QString armWords(const trial::Design &d, const trial::Arm &arm) {
    QStringList words;
    if (d.doses.size() > 1)
        words << list({arm.mAs}, QStringLiteral("mAs"));
    if (d.kVps.size() > 1)
        words << list({arm.kVp}, QStringLiteral("kV"));
    if (d.kernels.size() > 1)
        words << arm.kernel;
    if (d.scanners.size() > 1)
        words << arm.scanner;
    return words.isEmpty() ? arm.label() : words.join(QStringLiteral(", "));
}

} // namespace lastra::gui
