// De-identify page: dataset and policy, what will change, write and verify, the sheet to review.

#include "connect/FileList.h"
#include "connect/Slices.h"
#include "connect/Words.h"
#include "lastra/gui/Workbench.h"
#include "pages/ReadPage.h"
#include "parts/Basic.h"
#include "read/ReadView.h"

#include "lastra/workflow/Review.h"

namespace lastra::gui {

namespace {

constexpr int kReviewImages = 60; // more are not looked at, only clicked through

struct Words {
    Q_DECLARE_TR_FUNCTIONS(lastra::gui::DeidWords)
public:
    static QString action(deid::Action a) {
        switch (a) {
        case deid::Action::Remove:
            return tr("Remove");
        case deid::Action::Empty:
            return tr("Empty");
        case deid::Action::Replace:
            return tr("Replace");
        case deid::Action::Keep:
            return tr("Keep");
        case deid::Action::Clean:
            return tr("Clean");
        case deid::Action::NewUid:
            return tr("New UID");
        case deid::Action::Shift:
            return tr("Shift");
        }
        return {};
    }
    static Tone tone(deid::Action a) {
        switch (a) {
        case deid::Action::Remove:
            return Tone::Fail;
        case deid::Action::Empty:
            return Tone::Second;
        case deid::Action::Keep:
            return Tone::Hint;
        case deid::Action::Clean:
            return Tone::Attention;
        default:
            return Tone::Accent;
        }
    }
    static QString why(const QString &word) {
        static const QHash<QString, const char *> words{
            {"basicProfile", QT_TR_NOOP("basic profile")},
            {"pseudonym", QT_TR_NOOP("project pseudonym")},
            {"longitudinal", QT_TR_NOOP("longitudinal, one shift per subject")},
            {"notInDictionary", QT_TR_NOOP("not in the dictionary")},
            {"private", QT_TR_NOOP("private, not in the safe list")},
            {"safePrivate", QT_TR_NOOP("private, in the safe list")},
            {"descriptor", QT_TR_NOOP("clean descriptors")},
            {"characteristics", QT_TR_NOOP("patient characteristics")},
            {"uid", QT_TR_NOOP("keyed, same in all files")},
            {"byVr", QT_TR_NOOP("by its type")},
            {"project", QT_TR_NOOP("rule of the project")},
            {"marker", QT_TR_NOOP("says how it was de-identified")},
            {"technical", QT_TR_NOOP("technical, not identifying")},
            {"code", QT_TR_NOOP("code of a standard list")}};
        const auto found = words.constFind(word);
        return found == words.cend() ? word : tr(*found);
    }
    static QString reason(const QString &word) {
        static const QHash<QString, const char *> words{
            {"truncated", QT_TR_NOOP("truncated")},
            {"malformed", QT_TR_NOOP("malformed")},
            {"tooLarge", QT_TR_NOOP("too large")},
            {"privateSopClass", QT_TR_NOOP("private kind of object")},
            {"unknownSopClass", QT_TR_NOOP("unknown kind of object")},
            {"encapsulatedDocument", QT_TR_NOOP("document inside")},
            {"structuredReport", QT_TR_NOOP("structured report")},
            {"burnedInText", QT_TR_NOOP("text burned into the picture")},
            {"rawData", QT_TR_NOOP("raw data")},
            {"voice", QT_TR_NOOP("voice")},
            {"executablePreamble", QT_TR_NOOP("program code in the preamble")},
            {"overlayInPixels", QT_TR_NOOP("overlay in the pixels")},
            {"missingUid", QT_TR_NOOP("no UID")},
            {"duplicateInstance", QT_TR_NOOP("same UID twice")},
            {"pixelsTruncated", QT_TR_NOOP("pixels truncated")},
            {"numberInPixels", QT_TR_NOOP("identifying digits among the pixels")},
            {"numberInData", QT_TR_NOOP("identifying digits in binary data")},
            {"transferSyntax", QT_TR_NOOP("transfer syntax")},
            {"unreadable", QT_TR_NOOP("unreadable")},
            {"notDicom", QT_TR_NOOP("not DICOM")},
            {"dicomDirectory", QT_TR_NOOP("DICOM directory")},
            {"identifierInMeasure", QT_TR_NOOP("identifier inside a measured number")}};
        const auto found = words.constFind(word);
        return found == words.cend() ? word : tr(*found);
    }
    static QString reasons(const QList<std::pair<QString, qint64>> &counted) {
        QStringList words;
        for (const auto &[word, count] : counted)
            words << tr("%1 (%2)").arg(reason(word), number(count));
        return words.join(QStringLiteral(", "));
    }
    static QString extent(qint64 files, qint64 size, qint64 subjects) {
        return QStringList{tr("%Ln file(s)", nullptr, int(files)), bytes(size),
                           tr("%Ln subject(s)", nullptr, int(subjects))}
            .join(QStringLiteral(", "));
    }
    static QString check(const QString &word) {
        static const QHash<QString, const char *> words{
            {"identifyingText", QT_TR_NOOP("Names in text")},
            {"sourceUid", QT_TR_NOOP("Original UIDs")},
            {"sourceDate", QT_TR_NOOP("Original dates")},
            {"fileName", QT_TR_NOOP("File names")},
            {"tableAction", QT_TR_NOOP("Known fields")},
            {"privateElement", QT_TR_NOOP("Private fields")},
            {"markers", QT_TR_NOOP("Markers")},
            {"fileMeta", QT_TR_NOOP("File header")},
            {"preamble", QT_TR_NOOP("Preamble")},
            {"trailingBytes", QT_TR_NOOP("Bytes after the end")},
            {"pixels", QT_TR_NOOP("Pixels")},
            {"uidMap", QT_TR_NOOP("UIDs whole")},
            {"pseudonym", QT_TR_NOOP("Pseudonyms")},
            {"references", QT_TR_NOOP("References")},
            {"intervals", QT_TR_NOOP("Intervals between dates")},
            {"accounting", QT_TR_NOOP("Every file accounted for")},
            {"foreignFile", QT_TR_NOOP("Foreign files")},
            {"nothingVerified", QT_TR_NOOP("Something to verify")},
            {"unreadable", QT_TR_NOOP("Readable files")}};
        const auto found = words.constFind(word);
        return found == words.cend() ? word : tr(*found);
    }
};

// "(0040,0275) > (0008,0100) > " in words.
QString pathInWords(const QString &path) {
    QStringList names;
    for (const QString &part : path.split(QStringLiteral(" > "), Qt::SkipEmptyParts)) {
        bool isTag = false;
        const uint number = part.mid(1, 4).append(part.mid(6, 4)).toUInt(&isTag, 16);
        const dicom::DictionaryEntry *entry = isTag ? dicom::lookUp(dicom::Tag(number)) : nullptr;
        QString name = entry ? QString::fromLatin1(entry->name) : part;
        if (name.endsWith(QStringLiteral(" Sequence")))
            name.chop(9);
        names << name;
    }
    return names.isEmpty() ? QString() : names.join(QStringLiteral(" > ")) + QStringLiteral(" > ");
}

// What a steward looks for first stands first: the patient, then all else by tag; what lies in
// sequences after that.
auto interest(const deid::Change &c) {
    return std::tuple(!c.path.isEmpty(), c.tag.group != 0x0010, c.tag.number());
}

// What is shown belongs to one dataset and one policy.
void forget(DeidModel &m) {
    m.changes.clear();
    m.gates.clear();
    m.thumbs.clear();
    m.evidence.clear();
    m.result.clear();
    m.earlier = false;
    m.step = DeidModel::Policy;
    m.sayNothing();
}

} // namespace

void Workbench::connectDeid() {
    DeidModel *m = m_window->deidModel();
    connect(m, &DeidModel::datasetChosen, this, &Workbench::chooseDataset);
    connect(m, &DeidModel::policyChosen, this, [this, m](const QString &policy) {
        if (m->running)
            return;
        if (m->policy == policy)
            return;
        forget(*m);
        m->policy = policy;
        Q_EMIT m->changed();
        recall();
    });
    connect(m, &DeidModel::previewRequested, this, &Workbench::preview);
    connect(m, &DeidModel::runRequested, this, &Workbench::deidentify);
    connect(m, &DeidModel::thumbMarked, this, &Workbench::showMarks);
    connect(m, &DeidModel::signOffRequested, this, &Workbench::signOff);
    connect(m, &DeidModel::complianceRequested, this, [this, m] {
        m_window->go(MainWindow::Compliance);
        judge(m->result);
    });
    connect(m, &DeidModel::openResultRequested, this, [this, m] {
        look(
            [ws = m_ws, id = m->result](core::Work &) { return ws->library().datasetSessions(id); },
            [this](core::Result<std::vector<archive::Session>> sessions) {
                if (!sessions)
                    explain(m_window->deidModel(), sessions.error());
                else if (!sessions->empty())
                    openSession(sessions->front().id);
            });
    });
}

void Workbench::chooseDataset(const QString &dataset) {
    DeidModel &m = *m_window->deidModel();
    if (!isOpen())
        return;
    if (m.running && m.dataset != dataset) { // what is shown belongs to what runs
        m.say({Status::Attention,
               tr("Another dataset is still being worked on here."),
               tr("Choose this one again once that has ended."),
               {}});
        return;
    }
    const bool another = m.dataset != dataset;
    if (another)
        forget(m);
    m.dataset = dataset;
    for (const workflow::DatasetRow &row : m_datasets)
        if (row.dataset.id == dataset)
            m.facts = Words::extent(row.dataset.files, row.dataset.bytes, row.subjects);
    if (m.policies.empty()) {
        if (auto list = workflow::policies(*m_ws)) {
            for (const deid::Policy &p : *list)
                m.policies.push_back(
                    {p.name, italian() && !p.titleItalian.isEmpty() ? p.titleItalian : p.title,
                     italian() ? p.descriptionItalian : p.description});
            if (m.policy.isEmpty() && !m.policies.empty())
                m.policy = m.policies.front().id;
        } else {
            explain(&m, list.error());
        }
    }
    Q_EMIT m.changed();
    if (another)
        recall();
}

void Workbench::preview() {
    DeidModel &m = *m_window->deidModel();
    if (m.dataset.isEmpty() || m.running)
        return;
    m.running = true;
    m.sayNothing();
    Q_EMIT m.changed();
    run(
        tr("Look at what will change"), "deidentify",
        [ws = m_ws, d = m.dataset, p = m.policy](core::Work &work) {
            return workflow::previewDeid(*ws, d, p, work);
        },
        [this, dataset = m.dataset](core::Result<deid::Preview> preview) {
            DeidModel &model = *m_window->deidModel();
            model.running = false;
            if (!preview || model.dataset != dataset) {
                if (!preview)
                    explainDeid(preview.error());
                Q_EMIT model.changed();
                recall();
                return;
            }
            model.changes.clear();
            std::stable_sort(preview->changes.begin(), preview->changes.end(),
                             [](const deid::Change &a, const deid::Change &b) {
                                 return interest(a) < interest(b);
                             });
            for (const deid::Change &c : preview->changes)
                model.changes.push_back({c.tag.toString().mid(1, 9), pathInWords(c.path) + c.name,
                                         c.before, c.after, deid::letter(c.action),
                                         Words::action(c.action), Words::why(c.why),
                                         Words::tone(c.action), c.files, c.changed == 0});
            if (model.result.isEmpty())
                model.step = DeidModel::Changes;
            if (preview->toQuarantine > 0) {
                const QString without = preview->subjectsEmptied > 0
                                            ? u' ' + tr("Of %Ln subject(s) nothing is left.",
                                                        nullptr, int(preview->subjectsEmptied))
                                            : QString();
                model.say({Status::Attention,
                           tr("%Ln file(s) will be set apart, not released.", nullptr,
                              int(preview->toQuarantine)),
                           tr("In custody on this computer instead: %1.")
                                   .arg(Words::reasons(preview->reasons)) +
                               without,
                           {}});
            }
            Q_EMIT model.changed();
            if (model.result.isEmpty())
                recall(); // asked for before this began, it was not heard
            Q_EMIT previewed(int(model.changes.size()));
        });
}

void Workbench::explainDeid(const core::Error &error) {
    DeidModel *m = m_window->deidModel();
    if (error.code == "workflow.keyAway")
        explain(m, error, tr("Take the key back..."), [this, m] { askForKeyFile(m); });
    else
        explain(m, error);
}

void Workbench::deidentify() {
    DeidModel &m = *m_window->deidModel();
    // Only what was shown before: the list belongs to this dataset and this policy.
    if (m.changes.empty() || !(m.result.isEmpty() || m.earlier) || m.running)
        return;
    m.running = true;
    const DeidModel::Step before = std::exchange(m.step, DeidModel::Verify);
    m.sayNothing();
    Q_EMIT m.changed();
    run(
        tr("De-identify and verify"), "deidentify",
        [ws = m_ws, d = m.dataset, p = m.policy](core::Work &work) {
            return workflow::deidentify(*ws, d, p, work);
        },
        [this, before, dataset = m.dataset](core::Result<workflow::DeidOutcome> outcome) {
            DeidModel &model = *m_window->deidModel();
            model.running = false;
            if (!outcome) {
                model.step = before;
                explainDeid(outcome.error());
                Q_EMIT model.changed();
                recall();
                return;
            }
            if (model.dataset == dataset) {
                model.earlier = false;
                showOutcome(*outcome, dataset);
                sayOutcome(*outcome);
            }
            refresh();
            Q_EMIT deidentified(outcome->dataset.id);
        });
}

// A run of another day: review, signature and release go on where they were left. Asks for no key
// and reads no images' bytes: those are read when they are signed and when they leave.
void Workbench::recall() {
    DeidModel &m = *m_window->deidModel();
    if (m.dataset.isEmpty() || m.policy.isEmpty())
        return;
    look([ws = m_ws, d = m.dataset,
          p = m.policy](core::Work &) { return workflow::earlierOutcome(*ws, d, p); },
         [this, dataset = m.dataset,
          policy = m.policy](core::Result<std::optional<workflow::DeidOutcome>> earlier) {
             DeidModel &model = *m_window->deidModel();
             if (model.dataset != dataset || model.policy != policy || model.running ||
                 !model.result.isEmpty())
                 return;
             const bool mayTalk = !model.notice;
             if (!earlier) {
                 if (mayTalk)
                     explainDeid(earlier.error());
                 return;
             }
             if (!*earlier)
                 return;
             model.earlier = true;
             showOutcome(**earlier, dataset);
             if (mayTalk)
                 sayOutcome(**earlier);
         });
}

void Workbench::showOutcome(const workflow::DeidOutcome &o, const QString &original) {
    DeidModel &m = *m_window->deidModel();
    m.result = o.dataset.id;
    m.step = o.dataset.id.isEmpty() ? DeidModel::Verify
             : o.signedOff          ? DeidModel::Signed
                                    : DeidModel::Review;
    m.thumbs.clear(); // what was seen of an earlier run says nothing of this one
    m.gates.clear();
    m.gates.push_back({o.verify.verdict == deid::Verdict::Pass   ? GateState::Open
                       : o.verify.verdict == deid::Verdict::Hold ? GateState::Acknowledge
                                                                 : GateState::Shut,
                       tr("Second, independent pass"),
                       tr("%1 of %2 files read again")
                           .arg(number(o.verify.filesVerified), number(o.run.released))});
    for (const deid::Check &c : o.verify.checks)
        m.gates.push_back(
            {c.failures > 0 ? GateState::Shut
             : c.holds > 0  ? GateState::Acknowledge
                            : GateState::Open,
             Words::check(c.name),
             c.failures > 0
                 ? tr("%1 found in %2 looked at").arg(number(c.failures), number(c.examined))
             : c.holds > 0 ? tr("%1 to look at").arg(number(c.holds))
                           : tr("%1 looked at, nothing found").arg(number(c.examined))});
    m.gates.push_back(
        {o.run.quarantined > 0 ? GateState::Acknowledge : GateState::Open, tr("Quarantine"),
         o.run.quarantined > 0 ? tr("%Ln file(s) set apart: %1", nullptr, int(o.run.quarantined))
                                     .arg(Words::reasons(o.run.reasons))
                               : tr("nothing set apart")});
    m.gates.push_back(o.signedOff ? ReleaseGate{GateState::Open, tr("Review"), tr("Signed off.")}
                                  : ReleaseGate{GateState::Unknown, tr("Review"),
                                                tr("no image looked at by a person yet")});
    m.evidence = {{tr("Policy"), m.policy},
                  {tr("Made"), date(o.dataset.created.toLocalTime().date())},
                  {tr("Digest"), shortDigest(o.contentRoot)},
                  {tr("Key"), o.run.keyId},
                  {tr("Released"), tr("%Ln file(s)", nullptr, int(o.run.released))},
                  {tr("Quarantine"), tr("%Ln file(s)", nullptr, int(o.run.quarantined))}};
    Q_EMIT m.changed();
    if (!o.dataset.id.isEmpty())
        showReview(original, o.dataset.id);
}

void Workbench::sayOutcome(const workflow::DeidOutcome &o) {
    DeidModel &m = *m_window->deidModel();
    if (o.dataset.id.isEmpty())
        m.say({Status::Fails,
               tr("Nothing was released."),
               tr("The files stay in custody on this computer."),
               {}});
    else if (o.run.quarantined > 0)
        m.say(
            {Status::Attention,
             tr("%Ln file(s) de-identified and verified.", nullptr, int(o.run.released)),
             tr("%Ln set apart, in custody on this computer: %1.", nullptr, int(o.run.quarantined))
                 .arg(Words::reasons(o.run.reasons)),
             tr("Show all"), [this, apart = o.setApart] {
                 std::vector<std::pair<QString, QString>> files;
                 for (const auto &[file, reason] : apart)
                     files.emplace_back(file, Words::reason(reason));
                 showFileList(m_window, tr("Files set apart"), QStringLiteral("setApart"), files);
             }});
    else
        m.say({Status::Meets,
               tr("%Ln file(s) de-identified and verified.", nullptr, int(o.run.released)),
               o.signedOff ? tr("The signature is bound to these bytes; any later change voids it.")
                           : tr("Look at the sample below, then show its controls."),
               {}});
}

void Workbench::showReview(const QString &original, const QString &dataset) {
    look(
        [ws = m_ws, original, dataset](core::Work &work) {
            return workflow::reviewSheet(*ws, original, dataset, kReviewImages, work);
        },
        [this, dataset](core::Result<std::vector<workflow::ReviewImage>> sheet) {
            DeidModel &m = *m_window->deidModel();
            if (m.result != dataset)
                return;
            if (!sheet) {
                explain(&m, sheet.error());
                return;
            }
            m.thumbs.clear();
            for (const workflow::ReviewImage &i : *sheet)
                m.thumbs.push_back({thumbnailImage(i.before), thumbnailImage(i.after), i.series,
                                    number(qint64(i.image)) + u'/' + number(qint64(i.images)),
                                    GateState::Unknown});
            showMarks();
        });
}

// What a person has said of the sheet so far decides whether it can be signed.
void Workbench::showMarks() {
    DeidModel &m = *m_window->deidModel();
    const auto count = [&](GateState state) {
        return qint64(std::count_if(m.thumbs.begin(), m.thumbs.end(),
                                    [&](const ReviewThumb &t) { return t.mark == state; }));
    };
    const qint64 all = qint64(m.thumbs.size()), clean = count(GateState::Open),
                 unclean = count(GateState::Shut);
    // The looks of another day are not kept, their signature is.
    const bool signedBefore = m.step == DeidModel::Signed && clean + unclean == 0;
    if (!m.gates.empty() && !signedBefore) {
        ReleaseGate &gate = m.gates.back();
        gate.state = unclean > 0    ? GateState::Shut
                     : clean == all ? GateState::Open
                                    : GateState::Unknown;
        gate.detail = unclean > 0 ? tr("%Ln image(s) not clean", nullptr, int(unclean))
                                  : tr("%1 of %2 images seen").arg(number(clean), number(all));
    }
    if (m.step == DeidModel::Review || m.step == DeidModel::SignOff)
        m.step = clean == all ? DeidModel::SignOff : DeidModel::Review;
    Q_EMIT m.changed();
}

void Workbench::signOff() {
    DeidModel &m = *m_window->deidModel();
    if (m.step != DeidModel::SignOff || m.running || !isOpen())
        return;
    m.running = true;
    Q_EMIT m.changed();
    run(
        tr("Sign off"), "sign",
        [ws = m_ws, id = m.result](core::Work &work) -> core::Result<QString> {
            LASTRA_CHECK(workflow::signOff(*ws, id, work));
            return id;
        },
        [this](core::Result<QString> signedOne) {
            DeidModel &model = *m_window->deidModel();
            model.running = false;
            if (!signedOne) {
                explain(&model, signedOne.error());
                Q_EMIT model.changed();
                return;
            }
            model.step = DeidModel::Signed;
            model.say({Status::Meets,
                       tr("Signed off."),
                       tr("The signature is bound to these bytes; any later change voids it."),
                       {}});
            refresh();
            Q_EMIT model.changed();
            Q_EMIT signedOff(*signedOne);
        });
}

} // namespace lastra::gui
