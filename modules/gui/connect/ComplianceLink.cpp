// Compliance page: judge a dataset, the controls under it, the facts of one, report, attest.

#include "connect/Words.h"
#include "lastra/gui/Workbench.h"
#include "parts/Basic.h"

#include <QFileDialog>

namespace lastra::gui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(lastra::gui::ComplianceWords)
public:
    static QString kind(compliance::FactKind kind) {
        switch (kind) {
        case compliance::FactKind::Observed:
            return tr("observed");
        case compliance::FactKind::Fetched:
            return tr("fetched");
        case compliance::FactKind::Attested:
            return tr("attested");
        case compliance::FactKind::Document:
            return tr("document");
        }
        return {};
    }
    static QString value(const compliance::Fact &fact) {
        switch (fact.knowledge) {
        case compliance::Knowledge::Known:
            return fact.value.toText();
        case compliance::Knowledge::Absent:
            return tr("looked for, not there");
        case compliance::Knowledge::Unknown:
            return tr("not known");
        }
        return {};
    }
};

QString dateTime(const QDateTime &at) {
    return at.isValid()
               ? date(at.toLocalTime().date()) + u' ' +
                     interfaceLocale().toString(at.toLocalTime().time(), QStringLiteral("HH:mm"))
               : QString();
}

} // namespace

void Workbench::connectCompliance() {
    ComplianceModel *m = m_window->complianceModel();
    connect(m, &ComplianceModel::datasetChosen, this, &Workbench::judge);
    connect(m, &ComplianceModel::controlChosen, this, &Workbench::chooseControl);
    connect(m, &ComplianceModel::judgeRequested, this, [this, m] {
        readDatasets();
        if (m->dataset.isEmpty())
            return;
        // What lies on the disk may be other than what was judged: every byte is read.
        run(
            tr("Judge again"), "compliance",
            [ws = m_ws, dataset = m->dataset](core::Work &work) {
                return workflow::rereadContent(*ws, dataset, work);
            },
            [this, m, dataset = m->dataset](core::Done same) {
                if (same)
                    m->sayNothing();
                else
                    explain(m, same.error());
                readDatasets();
                if (m->dataset == dataset)
                    judge(dataset);
            });
    });
    connect(m, &ComplianceModel::reportRequested, this, [this, m] {
        if (m->dataset.isEmpty())
            return;
        auto *dialog = new QFileDialog(m_window, tr("Folder for the report"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        connect(dialog, &QFileDialog::fileSelected, this, &Workbench::writeReport);
        dialog->open();
    });
    connect(m, &ComplianceModel::attestRequested, this, [this] {
        auto *dialog = new QFileDialog(m_window, tr("File with the facts of a role"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setNameFilter(tr("Facts (*.json)"));
        connect(dialog, &QFileDialog::fileSelected, this, &Workbench::attest);
        dialog->open();
    });
}

void Workbench::judge(const QString &dataset) {
    if (dataset.isEmpty() || !isOpen())
        return;
    m_window->complianceModel()->dataset = dataset;
    look([ws = m_ws, dataset,
          l = language()](core::Work &work) { return workflow::datasetRow(*ws, dataset, l, work); },
         [this, dataset](core::Result<workflow::DatasetRow> row) {
             if (m_window->complianceModel()->dataset != dataset)
                 return;
             if (!row) {
                 explain(m_window->complianceModel(), row.error());
                 return;
             }
             showDataset(*row);
             Q_EMIT judged(dataset);
         });
}

std::array<QString, 5> gateWordsOf(const workflow::Gates &gates) {
    const GateStates states = gatesOf(gates);
    std::array<QString, 5> words;
    for (size_t i = 0; i < words.size(); ++i) {
        const auto count = gates[i].blocking.size();
        if (states[i] == GateState::Acknowledge)
            words[i] = Workbench::tr("acknowledge %1").arg(count);
        else if (states[i] == GateState::Shut || states[i] == GateState::Unknown)
            words[i] = Workbench::tr("%1 in the way").arg(count);
    }
    return words;
}

void Workbench::showDataset(const workflow::DatasetRow &row) {
    ComplianceModel &m = *m_window->complianceModel();
    const compliance::Catalogue &catalogue = m_ws->catalogue();
    const compliance::Judgement &j = row.judgement;
    for (workflow::DatasetRow &known : m_datasets)
        if (known.dataset.id == row.dataset.id)
            known = row;
    m.title = datasetWord(row.dataset);
    m.status = statusOf(j.status);
    m.summary = j.countsIn(language());
    m.judged = tr("Judged %1").arg(dateTime(j.at));
    m.turn = j.nextPerson.isValid() ? tr("A person is needed by %1").arg(date(j.nextPerson.date()))
             : row.waitingFor.isEmpty() ? QString()
                                        : tr("Waiting for: %1").arg(row.waitingFor);
    m.gates = gatesOf(row.gates);
    m.gateWords = gateWordsOf(row.gates);
    m.controls.clear();
    for (const compliance::ControlResult &r : j.results) {
        const compliance::Control &control = catalogue.controls[size_t(r.control)];
        m.controls.push_back({control.id, control.questionIn(language()),
                              compliance::explain(catalogue, r, language()), statusOf(r.state)});
    }
    // What needs somebody stands first; inside one state the order of the catalogue.
    const auto rank = [](Status s) {
        return s == Status::Fails       ? 0
               : s == Status::Attention ? 1
               : s == Status::Unknown   ? 2
               : s == Status::Meets     ? 3
                                        : 4;
    };
    std::stable_sort(m.controls.begin(), m.controls.end(),
                     [&](const ControlItem &a, const ControlItem &b) {
                         return rank(a.status) < rank(b.status);
                     });
    const bool still = std::any_of(m.controls.begin(), m.controls.end(),
                                   [&](const ControlItem &c) { return c.id == m.control.id; });
    const QString control = still                ? m.control.id
                            : m.controls.empty() ? QString()
                                                 : m.controls.front().id;
    Q_EMIT m.changed();
    chooseControl(control);
}

void Workbench::chooseControl(const QString &id) {
    if (!isOpen())
        return;
    ComplianceModel &m = *m_window->complianceModel();
    const compliance::Catalogue &catalogue = m_ws->catalogue();
    const auto row = std::find_if(m_datasets.begin(), m_datasets.end(),
                                  [&](const auto &r) { return r.dataset.id == m.dataset; });
    const compliance::Control *control = catalogue.find(id);
    if (row == m_datasets.end() || !control) {
        m.control = {};
        Q_EMIT m.controlChanged();
        return;
    }
    for (const compliance::ControlResult &result : row->judgement.results) {
        if (catalogue.controls[size_t(result.control)].id != id)
            continue;
        ControlDetail &d = m.control;
        d = {};
        d.id = id;
        d.question = control->questionIn(language());
        d.status = statusOf(result.state);
        d.waitingFor = result.state == compliance::State::Pass ||
                               result.state == compliance::State::NotApplicable
                           ? QString()
                           : control->responsibleIn(language());
        d.change = result.state == compliance::State::Pass ||
                           result.state == compliance::State::NotApplicable
                       ? QString()
                       : control->nextIn(language());
        look(
            [ws = m_ws, uuid = row->uuid,
             asks = control->asks()](core::Work &) -> core::Result<std::vector<compliance::Fact>> {
                std::vector<compliance::Fact> found;
                for (int index : asks) {
                    const QString &name = compliance::factNames()[index];
                    LASTRA_TRY(history, ws->facts().history(uuid, name));
                    if (history.empty())
                        history.push_back(compliance::Fact{
                            .name = name, .knowledge = compliance::Knowledge::Unknown});
                    found.insert(found.end(), history.begin(), history.end());
                }
                return found;
            },
            [this, id](core::Result<std::vector<compliance::Fact>> facts) {
                ComplianceModel &model = *m_window->complianceModel();
                if (model.control.id != id)
                    return;
                if (!facts) {
                    explain(&model, facts.error());
                    return;
                }
                model.control.facts.clear();
                model.control.history.clear();
                QSet<QString> shown;
                for (const compliance::Fact &f : *facts) {
                    if (!shown.contains(f.name)) {
                        shown << f.name;
                        QStringList source{f.source, dateTime(f.receivedAt)};
                        source.removeAll(QString());
                        model.control.facts.push_back({f.name, Words::value(f), Words::kind(f.kind),
                                                       source.join(QStringLiteral(", ")),
                                                       f.evidence});
                    }
                    if (f.receivedAt.isValid())
                        model.control.history.push_back(
                            {f.knowledge == compliance::Knowledge::Known    ? GateState::Open
                             : f.knowledge == compliance::Knowledge::Absent ? GateState::Shut
                                                                            : GateState::Unknown,
                             dateTime(f.receivedAt),
                             f.name + QStringLiteral(": ") + Words::value(f)});
                }
                Q_EMIT model.controlChanged();
            });
        Q_EMIT m.controlChanged();
        return;
    }
}

void Workbench::writeReport(const QString &folder) {
    const QString dataset = m_window->complianceModel()->dataset;
    run(
        tr("Write the compliance report"), "report",
        [ws = m_ws, dataset, folder](core::Work &work) {
            return workflow::writeComplianceReport(*ws, dataset, folder, work);
        },
        [this, folder](core::Result<QStringList> files) {
            if (!files) {
                explain(m_window->complianceModel(), files.error());
                return;
            }
            m_window->toast(tr("Report written, %Ln file(s)", nullptr, int(files->size())));
            Q_EMIT reportWritten(*files);
        });
}

void Workbench::attest(const QString &file) {
    const QString dataset = m_window->complianceModel()->dataset;
    run(
        tr("Take in stated facts"), "sign",
        [ws = m_ws, dataset, file](core::Work &work) -> core::Result<int> {
            LASTRA_CHECK(workflow::attest(*ws, dataset, file, work));
            return 1;
        },
        [this, dataset](core::Result<int> done) {
            if (!done) {
                explain(m_window->complianceModel(), done.error());
                return;
            }
            m_window->complianceModel()->sayNothing();
            readDatasets();
            judge(dataset);
        });
}

} // namespace lastra::gui
