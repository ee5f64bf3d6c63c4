// The windows connected to real work in a home of its own: what a person does is pressed or asked
// of the models, what came of it is looked for on the pages and on the disk.

#include "Fixture.h"

#include "lastra/gui/Look.h"
#include "lastra/gui/Workbench.h"
#include "pages/DeidentifyPage.h"
#include "pages/SignInDialog.h"
#include "parts/Messages.h"
#include "read/ReadView.h"

#include "lastra/workflow/Compliance.h"
#include "lastra/workflow/Datasets.h"
#include "lastra/workflow/Deidentify.h"
#include "lastra/workflow/Trials.h"

#include <QtTest>
#include <QtWidgets>

using namespace lastra;
using namespace lastra::gui;

namespace {

// The program's objects, made and destroyed in its order.
struct Program {
    core::TaskList tasks;
    MainWindow window{&tasks, [](const core::Error &error) {
                          return workflow::sentence(error, workflow::Language::English);
                      }};
    Workbench bench;

    explicit Program(workflow::WorkspaceOptions options) : bench(&window, std::move(options)) {
        window.show();
    }
    bool open(const QString &site = {}, const QString &otherwise = {}) {
        QSignalSpy opened(&bench, &Workbench::opened);
        bench.open(site, otherwise);
        return (!opened.empty() || opened.wait(30000)) && opened.last().first().toBool();
    }
    [[nodiscard]] QString said(PageModel *model) const {
        return model->notice ? model->notice->what + u' ' + model->notice->next : QString();
    }
    [[nodiscard]] qint64 taskOf(const QString &name) const {
        for (const core::Task &task : tasks.tasks())
            if (task.name == name && task.state == core::Task::State::Running)
                return task.id;
        return 0;
    }
};

TrialForm smallTrial(int slices = 12) {
    TrialForm form;
    form.title = QStringLiteral("Half the dose");
    form.doses = {20, 80};
    form.scanners = {trial::scannerNames().first()};
    form.kernels = {QStringLiteral("standard")};
    form.matrix = 64;
    form.slices = slices;
    return form;
}

} // namespace

class TestWorkbench : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    std::shared_ptr<core::SecretStore> m_secrets = core::memoryStore();
    core::Work m_work;

    workflow::WorkspaceOptions at(const char *home) {
        workflow::WorkspaceOptions options;
        options.home = m_dir.filePath(QLatin1String(home));
        options.secrets = m_secrets;
        return options;
    }
    // The dataset that came of a folder.
    QString import(Program &p, const QString &folder) {
        QSignalSpy imported(&p.bench, &Workbench::imported);
        QSignalSpy refreshed(&p.bench, &Workbench::refreshed);
        p.bench.importPaths({folder});
        if (!imported.wait(30000) || (refreshed.empty() && !refreshed.wait(30000)))
            return {};
        return imported.first().first().toString();
    }
    QString plan(Program &p, const TrialForm &form) {
        QSignalSpy planned(&p.bench, &Workbench::trialPlanned);
        p.bench.planTrial(form);
        if (!planned.wait(30000))
            return {};
        const QString id = planned.first().first().toString();
        const TrialsModel &m = *p.window.trialsModel();
        return QTest::qWaitFor([&] { return m.trial == id && !m.cases.empty(); }, 30000)
                   ? id
                   : QString();
    }

private Q_SLOTS:
    void initTestCase() {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope,
                           m_dir.filePath(QStringLiteral("settings")));
        QCoreApplication::setOrganizationName(QStringLiteral("lastra"));
        QCoreApplication::setApplicationName(QStringLiteral("lastra"));
        setUpLook(*qApp, {QStringLiteral("en")});
        QVERIFY(fixture::writeStudies(m_dir.filePath(QStringLiteral("in"))));
    }

    void aHomeThatDoesNotOpenIsSaidAndTriedAgain() {
        QFile inTheWay(m_dir.filePath(QStringLiteral("shut")));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        Program p(at("shut"));
        QVERIFY(!p.open());
        const std::vector<PageModel *> pages{p.window.projectsModel(), p.window.deidModel(),
                                             p.window.trialsModel(), p.window.complianceModel()};
        for (PageModel *page : pages) {
            QVERIFY(page->notice);
            QCOMPARE(page->notice->status, Status::Fails);
            QCOMPARE(page->notice->action, QStringLiteral("Try again"));
            page->sayNothing();
        }
        // Whatever is pressed now: nothing breaks, and the reason is said again.
        Q_EMIT p.window.projectsModel()->newProjectRequested({});
        Q_EMIT p.window.projectsModel()->sampleRequested();
        Q_EMIT p.window.projectsModel()->pullRequested(QStringLiteral("s"));
        Q_EMIT p.window.projectsModel()->pushRequested(QStringLiteral("s"));
        Q_EMIT p.window.projectsModel()->openRequested(QStringLiteral("s"), {});
        Q_EMIT p.window.deidModel()->datasetChosen(QStringLiteral("d"));
        Q_EMIT p.window.deidModel()->previewRequested();
        Q_EMIT p.window.deidModel()->runRequested();
        Q_EMIT p.window.deidModel()->openResultRequested();
        Q_EMIT p.window.deidModel()->releaseRequested();
        Q_EMIT p.window.deidModel()->handOverRequested();
        Q_EMIT p.window.deidModel()->complianceRequested();
        Q_EMIT p.window.trialsModel()->newTrialRequested(smallTrial());
        Q_EMIT p.window.trialsModel()->submitRequested({});
        Q_EMIT p.window.trialsModel()->resultsRequested();
        Q_EMIT p.window.trialsModel()->cancelRequested();
        Q_EMIT p.window.trialsModel()->openCaseRequested();
        Q_EMIT p.window.complianceModel()->datasetChosen(QStringLiteral("d"));
        Q_EMIT p.window.complianceModel()->controlChosen(QStringLiteral("DEI-01"));
        Q_EMIT p.window.complianceModel()->judgeRequested();
        Q_EMIT p.window.signInModel()->browserRequested();
        p.bench.importPaths({m_dir.filePath(QStringLiteral("in"))});
        p.bench.refresh();
        QCOMPARE(p.tasks.tasks().size(), size_t(0));
        for (PageModel *page : pages)
            QVERIFY(page->notice);

        QVERIFY(inTheWay.remove());
        QSignalSpy opened(&p.bench, &Workbench::opened);
        p.window.projectsModel()->act();
        QVERIFY(opened.wait(30000) && opened.last().first().toBool());
        for (PageModel *page : pages)
            QVERIFY(!page->notice);
    }

    void oneSampleCohortIsMadeAtATime() {
        Program p(at("samples"));
        QVERIFY(p.open());
        Q_EMIT p.window.projectsModel()->sampleRequested();
        Q_EMIT p.window.projectsModel()->sampleRequested();
        QCOMPARE(p.tasks.tasks().size(), size_t(1));
    }

    void theSiteOfTheSettingsIsKept() {
        QVERIFY(QDir().mkpath(m_dir.filePath(QStringLiteral("sites/sites"))));
        QFile site(m_dir.filePath(QStringLiteral("sites/sites/ward.json")));
        QVERIFY(site.open(QIODevice::WriteOnly));
        QVERIFY(site.write(R"({"name":"ward","title":"The ward",
            "residency":{"country":"IT","region":""},"identity":{"kind":"local"},
            "archive":{"kind":"local"},"queue":{"kind":"local"}})") > 0);
        site.close();
        {
            Program p(at("sites"));
            QVERIFY(p.open());
            QCOMPARE(storedSite(), QString());
            QSignalSpy opened(&p.bench, &Workbench::opened);
            Q_EMIT p.window.settingsModel()->siteChosen(QStringLiteral("ward"));
            QVERIFY(opened.wait(30000));
            QCOMPARE(p.bench.workspace()->site().title, QStringLiteral("The ward"));
        }
        QCOMPARE(storedSite(), QStringLiteral("ward"));
        // Where it is gone since, the program starts all the same and says so.
        QVERIFY(site.remove());
        Program p(at("sites"));
        QVERIFY(p.open(storedSite(), QStringLiteral("this-computer")));
        QCOMPARE(p.bench.workspace()->site().name, QStringLiteral("this-computer"));
        QVERIFY2(p.said(p.window.projectsModel()).contains(QStringLiteral("ward")),
                 qPrintable(p.said(p.window.projectsModel())));
    }

    // Every site that is known stands in the dialog; one that cannot be opened says why.
    void theSignInDialogListsEverySite() {
        const auto write = [&](const QString &path, const QByteArray &json) {
            QVERIFY(QDir().mkpath(QFileInfo(path).path()));
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(json) == json.size());
        };
        write(m_dir.filePath(QStringLiteral("list/sites/ward.json")),
              "{\"name\": \"ward\", \"title\": \"The ward\"}");
        const QString sandbox = m_dir.filePath(QStringLiteral("sandbox/site.json"));
        write(sandbox, "{\"name\": \"sandbox\", \"title\": \"Sandbox\","
                       "\"identity\": {\"kind\": \"oidc\", \"issuer\": \"http://127.0.0.1:9/\","
                       "\"clientId\": \"lastra\"},"
                       "\"archive\": {\"kind\": \"xnat\", \"url\": \"http://127.0.0.1:9\"}}");
        Program p(at("list"));
        QVERIFY(p.open(sandbox));
        SignInModel &m = *p.window.signInModel();
        const auto refs = [&m] {
            QStringList all;
            for (const SignInModel::Site &site : m.sites)
                all << site.id;
            return all;
        };
        const QStringList expected{QStringLiteral("ward"), QStringLiteral("epic-cloud"),
                                   QStringLiteral("this-computer"), sandbox};
        QCOMPARE(refs(), expected);
        QCOMPARE(m.site, sandbox);
        QVERIFY(m.needsSignIn);
        // Nobody listens there, and it says so before a sign-in is tried.
        QTRY_COMPARE(int(std::count_if(m.connection.begin(), m.connection.end(),
                                       [](const ConnectionRow &row) {
                                           return row.state == GateState::Shut &&
                                                  !row.note.isEmpty();
                                       })),
                     2);
        p.window.openSignIn();
        auto *dialog = p.window.findChild<SignInDialog *>();
        QVERIFY(dialog);
        const auto card = [dialog](const char *title) -> QAbstractButton * {
            for (auto *button : dialog->findChildren<QAbstractButton *>())
                if (button->accessibleName() == QLatin1String(title))
                    return button;
            return nullptr;
        };
        for (const char *title : {"The ward", "EPIC Cloud", "This computer", "Sandbox"})
            QVERIFY2(card(title) && card(title)->isVisible(), title);
        QVERIFY(card("Sandbox")->isChecked());

        card("EPIC Cloud")->click();
        QVERIFY2(p.said(&m).contains(QStringLiteral("identity.issuer")), qPrintable(p.said(&m)));
        QVERIFY(card("Sandbox")->isChecked());

        QSignalSpy opened(&p.bench, &Workbench::opened);
        card("The ward")->click();
        QVERIFY(opened.wait(30000));
        QCOMPARE(m.site, QStringLiteral("ward"));
        QVERIFY(!m.needsSignIn);
        QCOMPARE(refs(), expected); // the way back is there
        QVERIFY(p.said(&m).isEmpty());
        card("Sandbox")->click();
        QVERIFY(opened.wait(30000));
        QCOMPARE(p.bench.workspace()->site().name, QStringLiteral("sandbox"));
        // Its file states no residency: what is judged there lacks a destination, no more.
        QVERIFY(!import(p, m_dir.filePath(QStringLiteral("in/p1"))).isEmpty());
        QTRY_COMPARE(p.window.complianceModel()->datasets.size(), size_t(1));
        QVERIFY2(p.said(p.window.complianceModel()).isEmpty(),
                 qPrintable(p.said(p.window.complianceModel())));
    }

    void aNewProjectIsChosen() {
        Program p(at("project"));
        QVERIFY(p.open());
        ProjectsModel &m = *p.window.projectsModel();
        Q_EMIT m.newProjectRequested({});
        auto *dialog = p.window.findChild<QInputDialog *>();
        QVERIFY(dialog);
        dialog->setTextValue(QStringLiteral("ward"));
        dialog->accept();
        // At once, before the list of projects was read again.
        const QString id = import(p, m_dir.filePath(QStringLiteral("in/p1")));
        QCOMPARE(p.bench.workspace()->library().dataset(id)->project, QStringLiteral("ward"));
        QTRY_COMPARE(m.where.value(1), QStringLiteral("ward"));
    }

    // A folder's name may be a person's: it is shown where the person works and goes nowhere else.
    void anImportIsKnownByItsFolderAndSaysWhereItWent() {
        const QString folder = m_dir.filePath(QStringLiteral("Rossi Ada 1961"));
        QVERIFY(QDir().mkpath(folder));
        for (const QFileInfo &file :
             QDir(m_dir.filePath(QStringLiteral("in/p1"))).entryInfoList(QDir::Files))
            QVERIFY(QFile::copy(file.filePath(), folder + u'/' + file.fileName()));
        QFile notes(folder + QStringLiteral("/notes.txt"));
        QVERIFY(notes.open(QIODevice::WriteOnly) && notes.write("no image") > 0);
        notes.close();

        Program p(at("named"));
        QVERIFY(p.open());
        QVERIFY(p.bench.workspace()->library().makeProject(QStringLiteral("ward"),
                                                           QStringLiteral("Ward 3")));
        QSignalSpy refreshed(&p.bench, &Workbench::refreshed);
        p.bench.refresh();
        QVERIFY(refreshed.wait(30000));
        p.bench.chooseProject(QStringLiteral("here/ward"));
        const QString id = import(p, folder);
        QVERIFY(!id.isEmpty());
        QCOMPARE(p.bench.workspace()->library().dataset(id)->project, QStringLiteral("ward"));
        QTRY_COMPARE(p.window.complianceModel()->datasets.size(), size_t(1));
        QCOMPARE(p.window.complianceModel()->datasets.front().name,
                 QStringLiteral("Rossi Ada 1961"));
        const QString said = p.said(p.window.projectsModel());
        QVERIFY2(said.contains(QStringLiteral("into Ward 3")), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("1 left alone")), qPrintable(said));
        QVERIFY(!said.contains(QStringLiteral("Rossi")));
        for (const core::Task &task : p.tasks.tasks())
            QVERIFY2(!task.name.contains(QStringLiteral("Rossi")), qPrintable(task.name));

        // The same name from elsewhere gets a number.
        const QString other = m_dir.filePath(QStringLiteral("other/Rossi Ada 1961"));
        QVERIFY(QDir().mkpath(other));
        for (const QFileInfo &file :
             QDir(m_dir.filePath(QStringLiteral("in/p2"))).entryInfoList(QDir::Files))
            QVERIFY(QFile::copy(file.filePath(), other + u'/' + file.fileName()));
        QVERIFY(!import(p, other).isEmpty());
        QTRY_COMPARE(p.window.complianceModel()->datasets.size(), size_t(2));
        QCOMPARE(p.window.complianceModel()->datasets.front().name,
                 QStringLiteral("Rossi Ada 1961 (2)"));

        const auto outcome =
            workflow::deidentify(*p.bench.workspace(), id, QStringLiteral("research"), m_work);
        QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().toLog()));
        QCOMPARE(outcome->dataset.shownName(), QStringLiteral("Rossi Ada 1961, research"));
        QVERIFY(!outcome->dataset.name.contains(QStringLiteral("Rossi")));
        for (const QString &dataset : {id, outcome->dataset.id}) {
            const auto report = workflow::writeComplianceReport(
                *p.bench.workspace(), dataset, m_dir.filePath(QStringLiteral("report")), m_work);
            QVERIFY(report);
        }
        for (const QString &place :
             {m_dir.filePath(QStringLiteral("report")), m_dir.filePath(QStringLiteral("named/log")),
              m_dir.filePath(QStringLiteral("named/audit"))}) {
            int files = 0;
            QDirIterator it(place, QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                QVERIFY2(!file.readAll().contains("Rossi Ada 1961"), qPrintable(file.fileName()));
                ++files;
            }
            QVERIFY2(files > 0, qPrintable(place));
        }
    }

    void whatIsShownBelongsToTheDataset() {
        Program p(at("deid"));
        QVERIFY(p.open());
        DeidModel &m = *p.window.deidModel();
        auto *combo =
            p.window.deidentifyPage()->findChild<QComboBox *>(QStringLiteral("deid.dataset"));
        QVERIFY(combo);
        const QString first = import(p, m_dir.filePath(QStringLiteral("in/p1")));
        QVERIFY(!first.isEmpty());
        QTRY_COMPARE(m.dataset, first);
        m.policy = QStringLiteral("research");
        QSignalSpy previewed(&p.bench, &Workbench::previewed);
        p.bench.preview();
        QVERIFY(!combo->isEnabled());
        QVERIFY(previewed.wait(30000));
        QVERIFY(combo->isEnabled());
        QVERIFY(!m.changes.empty());

        // Another dataset comes in: the list of the first is not taken for its own.
        const QString second = import(p, m_dir.filePath(QStringLiteral("in/p2")));
        QVERIFY(!second.isEmpty() && second != first);
        QTRY_COMPARE(m.dataset, second);
        QVERIFY(m.changes.empty());
        QSignalSpy done(&p.bench, &Workbench::deidentified);
        p.bench.deidentify();
        QVERIFY(!m.running);

        // While one is worked on, the page stays with it.
        p.bench.preview();
        QVERIFY(m.running);
        p.bench.chooseDataset(first);
        QCOMPARE(m.dataset, second);
        QVERIFY(m.notice);
        QVERIFY(previewed.wait(30000));
        p.bench.deidentify();
        p.bench.chooseDataset(first);
        QCOMPARE(m.dataset, second);
        QVERIFY(done.wait(60000));
        const auto clean = p.bench.workspace()->library().dataset(done.first().first().toString());
        QVERIFY(clean);
        QCOMPARE(clean->parent, second);
        QTRY_VERIFY(!m.thumbs.empty());
        for (const ReviewThumb &thumb : m.thumbs)
            QVERIFY(!thumb.before.isNull() && !thumb.after.isNull());
        QVERIFY(!m.running);
        // A preview that fails gives the page back as well.
        p.bench.chooseDataset(first);
        m.policy = QStringLiteral("no such policy");
        p.bench.preview();
        QTRY_VERIFY(!m.running);
        QVERIFY(m.notice);
        QTRY_VERIFY(combo->isEnabled());
    }

    // Goes on with the dataset of the test before, as on another day.
    void anEarlierRunGoesOnToItsSignature() {
        Program p(at("deid"));
        QVERIFY(p.open());
        const auto datasets = p.bench.workspace()->library().datasets();
        QVERIFY(datasets);
        const auto clean = std::find_if(datasets->begin(), datasets->end(), [](const auto &d) {
            return d.kind == archive::DatasetKind::Deidentified;
        });
        QVERIFY(clean != datasets->end());
        DeidModel &m = *p.window.deidModel();
        p.bench.chooseDataset(clean->parent);
        Q_EMIT m.policyChosen(QStringLiteral("research"));
        QTRY_COMPARE(m.result, clean->id);
        QCOMPARE(m.step, DeidModel::Review);
        QVERIFY(!m.running && m.earlier && !m.evidence.empty() && m.notice);
        QTRY_VERIFY(!m.thumbs.empty());
        // Asked for again it is not made again, and what is shown stays.
        QSignalSpy previewed(&p.bench, &Workbench::previewed), failed(&p.bench, &Workbench::failed);
        p.bench.preview();
        QVERIFY(previewed.wait(30000));
        QCOMPARE(m.step, DeidModel::Review);
        p.bench.deidentify();
        QVERIFY(failed.wait(30000));
        QCOMPARE(failed.last().first().value<core::Error>().code,
                 QByteArray("workflow.alreadyDeidentified"));
        QCOMPARE(m.result, clean->id);
        QCOMPARE(m.step, DeidModel::Review);
        for (size_t i = 0; i < m.thumbs.size(); ++i) {
            m.thumbs[i].mark = GateState::Open;
            Q_EMIT m.thumbMarked(int(i), GateState::Open);
        }
        QCOMPARE(m.step, DeidModel::SignOff);
        QSignalSpy signedOff(&p.bench, &Workbench::signedOff);
        Q_EMIT m.signOffRequested();
        QVERIFY(signedOff.wait(30000));
        QCOMPARE(m.step, DeidModel::Signed);
        // Another policy's run is another one: nothing of this stays under its name.
        Q_EMIT m.policyChosen(QStringLiteral("strict"));
        QVERIFY(m.result.isEmpty() && m.evidence.empty() && m.thumbs.empty() && m.gates.empty());
        QCOMPARE(m.step, DeidModel::Policy);
        QVERIFY(!m.notice);
    }

    void aRunMadeAgainIsSignedByItsOwnSheet() {
        Program p(at("again"));
        QVERIFY(p.open());
        DeidModel &m = *p.window.deidModel();
        QVERIFY(!import(p, m_dir.filePath(QStringLiteral("in/p1"))).isEmpty());
        Q_EMIT m.policyChosen(QStringLiteral("research"));
        QSignalSpy previewed(&p.bench, &Workbench::previewed);
        QSignalSpy done(&p.bench, &Workbench::deidentified);
        p.bench.preview();
        QVERIFY(previewed.wait(30000));
        p.bench.deidentify();
        QVERIFY(done.wait(60000));
        const QString first = done.last().first().toString();

        // Chosen and looked at in one go: the earlier run is not lost on the way.
        Q_EMIT m.policyChosen(QStringLiteral("strict"));
        Q_EMIT m.policyChosen(QStringLiteral("research"));
        p.bench.preview();
        QVERIFY(previewed.wait(30000));
        QTRY_COMPARE(m.result, first);
        QTRY_VERIFY(!m.thumbs.empty());

        // A file of it went away, so it is made again: what was seen was the other's.
        for (size_t i = 0; i < m.thumbs.size(); ++i)
            m.thumbs[i].mark = GateState::Open;
        const auto files = p.bench.workspace()->library().datasetFiles(first);
        QVERIFY(files && !files->empty());
        QVERIFY(QFile::remove(files->front().where));
        qsizetype stale = -1;
        connect(&p.bench, &Workbench::deidentified, &m,
                [&] { stale = qsizetype(m.thumbs.size()); });
        p.bench.deidentify();
        QVERIFY(done.wait(60000));
        QVERIFY(done.last().first().toString() != first);
        QCOMPARE(stale, 0);
        QCOMPARE(m.step, DeidModel::Review);

        QTRY_VERIFY(!m.thumbs.empty());
        for (size_t i = 0; i < m.thumbs.size(); ++i)
            m.thumbs[i].mark = GateState::Open;
        Q_EMIT m.thumbMarked(0, GateState::Open);
        QCOMPARE(m.step, DeidModel::SignOff);
        QSignalSpy signedOff(&p.bench, &Workbench::signedOff);
        Q_EMIT m.signOffRequested();
        Q_EMIT m.signOffRequested(); // pressed twice: signed once
        QVERIFY(m.running);
        QTRY_VERIFY(!m.running);
        QCOMPARE(m.step, DeidModel::Signed);
        QTest::qWait(100);
        QCOMPARE(signedOff.size(), 1);
    }

    // And with the same one again: its signature is found.
    void theRefusalIsNamedWhereItWasAskedAndTheKeyGoes() {
        Program p(at("deid"));
        QVERIFY(p.open());
        const auto datasets = p.bench.workspace()->library().datasets();
        QVERIFY(datasets);
        QString clean, parent;
        for (const archive::Dataset &d : *datasets)
            if (d.kind == archive::DatasetKind::Deidentified) {
                clean = d.id;
                parent = d.parent;
            }
        QVERIFY(!clean.isEmpty());
        DeidModel &m = *p.window.deidModel();
        p.bench.chooseDataset(parent);
        Q_EMIT m.policyChosen(QStringLiteral("research"));
        QTRY_COMPARE(m.result, clean);
        QCOMPARE(m.step, DeidModel::Signed);
        // Nobody is asked again to look at what was signed.
        QVERIFY(!p.said(&m).contains(QStringLiteral("Look at the sample")));
        QTRY_VERIFY(!m.thumbs.empty());
        QCOMPARE(m.gates.back().state, GateState::Open);
        QSignalSpy failed(&p.bench, &Workbench::failed);
        p.bench.push(clean, QStringLiteral("inbox"), p.window.deidModel());
        QVERIFY(failed.wait(30000));
        const QString said = p.said(p.window.deidModel());
        QVERIFY2(said.contains(QStringLiteral("DEI-07 Re-identification key kept elsewhere")),
                 qPrintable(said));
        QVERIFY(!p.window.projectsModel()->notice);
        QCOMPARE(p.window.deidModel()->notice->action, QStringLiteral("Hand over the key..."));
        // Its button asks before anything goes.
        p.window.deidModel()->act();
        auto *question = qobject_cast<QDialog *>(QApplication::activeModalWidget());
        QVERIFY(question);
        question->reject();

        const QString keeper = m_dir.filePath(QStringLiteral("keeper"));
        QSignalSpy handed(&p.bench, &Workbench::keyHandedOver);
        p.bench.handOverKey(keeper, p.window.deidModel());
        QVERIFY(handed.wait(30000));
        QCOMPARE(p.window.deidModel()->notice->status, Status::Meets);
        QCOMPARE(QDir(keeper).entryList({QStringLiteral("key-*.hex")}, QDir::Files).size(), 1);
        // There is one key: a second time there is nothing to hand over, and the page says so.
        p.bench.handOverKey(keeper, p.window.deidModel());
        QVERIFY(failed.wait(30000));
        QCOMPARE(failed.last().first().value<core::Error>().code, QByteArray("workflow.keyAway"));
        QCOMPARE(p.window.deidModel()->notice->status, Status::Fails);

        // What was made before is still shown without it, and may leave.
        Q_EMIT m.policyChosen(QStringLiteral("strict"));
        QVERIFY(m.result.isEmpty());
        Q_EMIT m.policyChosen(QStringLiteral("research"));
        QTRY_COMPARE(m.result, clean);
        QCOMPARE(m.step, DeidModel::Signed);
        // But nothing new is de-identified; with it back, the page goes on.
        for (const archive::Dataset &d : *datasets)
            if (d.kind == archive::DatasetKind::Original && d.id != parent)
                p.bench.chooseDataset(d.id);
        m.policy = QStringLiteral("research");
        QSignalSpy previewed(&p.bench, &Workbench::previewed);
        p.bench.preview();
        QVERIFY(failed.wait(30000));
        QCOMPARE(m.notice->action, QStringLiteral("Take the key back..."));
        const QStringList keys = QDir(keeper).entryList({QStringLiteral("key-*.hex")}, QDir::Files);
        QSignalSpy back(&p.bench, &Workbench::keyTakenBack);
        p.bench.takeBackKey(keeper + u'/' + keys.first(), &m);
        QVERIFY(back.wait(30000));
        p.bench.preview();
        QVERIFY(previewed.wait(30000));
        QSignalSpy done(&p.bench, &Workbench::deidentified);
        p.bench.deidentify();
        QVERIFY(done.wait(60000));
    }

    void aProgramThatEndsLeavesItsTrialRunning() {
        QString id;
        {
            Program p(at("trials"));
            QVERIFY(p.open());
            id = plan(p, smallTrial(24));
            QVERIFY(!id.isEmpty());
            p.bench.submitTrial();
            QTRY_VERIFY_WITH_TIMEOUT(p.taskOf(QStringLiteral("Trial ") + id) != 0, 30000);
        }
        {
            // The next one finds it, in the drawer as well.
            Program p(at("trials"));
            QVERIFY(p.open());
            const auto state = workflow::trialState(*p.bench.workspace(), id);
            QVERIFY(state);
            QVERIFY2(!queue::isFinal(state->job.state) &&
                         state->job.state != queue::JobState::Cancelling,
                     qPrintable(queue::stateKey(state->job.state)));
            QTRY_VERIFY_WITH_TIMEOUT(p.taskOf(QStringLiteral("Trial ") + id) != 0, 30000);
            TrialsModel &m = *p.window.trialsModel();
            QTRY_COMPARE_WITH_TIMEOUT(m.state, TrialsModel::State::Finished, 240000);

            QSignalSpy shown(&p.bench, &Workbench::caseShown);
            // Announced with the button that goes on, wherever one is.
            p.window.go(MainWindow::Projects);
            const auto goOn = [&]() -> QPushButton * {
                for (QPushButton *b : p.window.findChildren<QPushButton *>())
                    if (b->isVisible() && b->text() == QStringLiteral("Fetch results"))
                        return b;
                return nullptr;
            };
            QTRY_VERIFY(goOn());
            goOn()->click();
            QVERIFY(shown.wait(60000));
            QCOMPARE(m.state, TrialsModel::State::Fetched);
            // Opening a case opens that one, not the first that lies there.
            const QString last = m.cases.back().id;
            p.bench.chooseCase(last);
            QVERIFY(shown.wait(60000));
            QSignalSpy opened(&p.bench, &Workbench::seriesOpened);
            Q_EMIT m.openCaseRequested();
            QVERIFY(opened.wait(60000));
            const auto series = workflow::caseSeries(*p.bench.workspace(), id, last, m_work);
            QVERIFY(series);
            QCOMPARE(opened.first().first().toString(), series->front().key);
            // Whoever opened it reads on by key.
            p.window.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&p.window));
            QWidget *focus = p.window.focusWidget();
            QVERIFY(focus && focus->objectName().startsWith(QStringLiteral("pane")));
            QTest::keyClick(focus, Qt::Key_L);
            QCOMPARE(p.bench.readView()->reading().tool(), viewer::ToolKind::Length);

            // Another trial of the same design shows its own numbers: none yet.
            QVERIFY(!m.metrics.empty());
            const QString other = plan(p, smallTrial());
            QVERIFY(!other.isEmpty());
            QTRY_VERIFY(m.metrics.empty());
            QVERIFY(m.pictures.simulated.isNull());
        }
    }

    void whatAPersonStopsEndsAndRunsAgain() {
        Program p(at("again"));
        QVERIFY(p.open());
        TrialsModel &m = *p.window.trialsModel();
        const QString id = plan(p, smallTrial(40));
        QVERIFY(!id.isEmpty());
        p.bench.submitTrial();
        const QString task = QStringLiteral("Trial ") + id;
        QTRY_VERIFY_WITH_TIMEOUT(p.taskOf(task) != 0, 30000);
        const auto first = workflow::trialState(*p.bench.workspace(), id);
        QVERIFY(first);
        p.tasks.cancel(p.taskOf(task));
        QTRY_COMPARE_WITH_TIMEOUT(m.state, TrialsModel::State::Failed, 60000);
        auto *run = p.window.findChild<QPushButton *>(QStringLiteral("trials.run"));
        QVERIFY(run && run->isEnabled());
        QCOMPARE(run->text(), QStringLiteral("Run again"));
        // Nothing was done yet, or some cases were: fetching says which.
        auto *results = p.window.findChild<QPushButton *>(QStringLiteral("trials.results"));
        QVERIFY(results && results->isEnabled());
        run->click();
        QTRY_VERIFY_WITH_TIMEOUT(p.taskOf(task) != 0, 30000);
        const auto second = workflow::trialState(*p.bench.workspace(), id);
        QVERIFY(second);
        QVERIFY(second->job.id != first->job.id);
        QVERIFY(!queue::isFinal(second->job.state));
        p.tasks.cancel(p.taskOf(task));
        QTRY_COMPARE_WITH_TIMEOUT(m.state, TrialsModel::State::Failed, 60000);
    }
};

QTEST_MAIN(TestWorkbench)
#include "tst_gui_workbench.moc"
