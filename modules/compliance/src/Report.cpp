#include "lastra/compliance/Report.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Json.h"

#include "Rule.h"

#include <QJsonArray>

namespace lastra::compliance {

namespace {

constexpr char kStyle[] =
    "body{font:15px/1.5 'Noto Sans','DejaVu Sans',sans-serif;color:#1b1f24;background:#fff;"
    "max-width:60rem;margin:2rem auto;padding:0 1.5rem}h1{font-size:1.6rem;margin:0}"
    "h2{font-size:1.15rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:1.4rem 0 .2rem}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;"
    "padding:.3rem .6rem .3rem 0;border-bottom:1px solid #d8dce1}th{font-weight:600}"
    "code,pre{font:12.5px/1.45 'DejaVu Sans Mono',monospace;word-break:break-all;"
    "white-space:pre-wrap}.pill{display:inline-block;border:1px solid;border-radius:999px;"
    "padding:.05rem .7rem;font-weight:600}.s0{color:#0b6b3a}.s1{color:#765800}.s2{color:#a11a1a}"
    ".s3{color:#5b636d}.s4{color:#44505c;background:repeating-linear-gradient(45deg,#eef0f3,"
    "#eef0f3 4px,#fff 4px,#fff 8px)}.muted{color:#5b636d}section{break-inside:avoid}"
    "@media print{body{margin:0;max-width:none}}";

constexpr const char *kMarks[] = {"\xe2\x9c\x93", "\xe2\x96\xb2", "\xe2\x9c\x95", "\xe2\x80\x93",
                                  "?"}; // by State: tick, triangle, cross, dash, question mark

State looksLike(Status status) {
    static constexpr State kStates[] = {State::Pass, State::Attention, State::Fail, State::Unknown};
    return kStates[int(status)];
}

State looksLike(GateState state) {
    static constexpr State kStates[] = {State::Pass, State::Attention, State::Fail, State::Unknown,
                                        State::NotApplicable};
    return kStates[int(state)];
}

class Page {
public:
    Page(const ReportInput &input, Language language) : m_in(input), m_language(language) {}
    QByteArray write();

private:
    [[nodiscard]] QString say(const char *english, const char *italian) const {
        return QString::fromUtf8(m_language == Language::Italian ? italian : english);
    }
    [[nodiscard]] static QString pill(State state, const QString &word) {
        return QStringLiteral("<span class=\"pill s%1\">%2 %3</span>")
            .arg(int(state))
            .arg(QString::fromUtf8(kMarks[int(state)]), word.toHtmlEscaped());
    }
    [[nodiscard]] QString time(const QDateTime &at) const {
        return at.isValid() ? at.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'"))
                            : say("none", "nessuna");
    }
    void row(const QString &name, const QString &html) {
        m_html +=
            QStringLiteral("<tr><th>%1</th><td>%2</td></tr>\n").arg(name.toHtmlEscaped(), html);
    }
    void summary();
    void gates();
    void actions();
    void controls();
    void facts(const Control &control);
    void proof();

    const ReportInput &m_in;
    Language m_language;
    QString m_html;
};

void Page::summary() {
    const Judgement &j = *m_in.judgement;
    m_html += QStringLiteral("<h1>%1</h1><p class=\"muted\">%2 &middot; %3</p><table>\n")
                  .arg(say("Compliance of one dataset", "Conformità di un insieme di dati"),
                       m_in.label.toHtmlEscaped(), m_in.dataset.toHtmlEscaped());
    row(say("Status", "Stato"), pill(looksLike(j.status), statusWord(j.status, m_language)));
    row(say("Controls", "Controlli"), j.countsIn(m_language).toHtmlEscaped());
    row(say("As of", "Alla data"), time(j.at));
    row(say("Next automatic check", "Prossima verifica automatica"), time(j.nextCheck));
    row(say("Next date that needs a person", "Prossima data che richiede una persona"),
        time(j.nextPerson));
    row(say("Content", "Contenuto"),
        QStringLiteral("<code>%1</code>")
            .arg(j.contentRoot.isEmpty() ? say("not known", "non noto") : j.contentRoot));
    row(say("Catalogue and policy", "Catalogo e politica"),
        QStringLiteral("<code>%1</code>").arg(j.catalogueStamp));
    m_html += QStringLiteral("</table>\n");
}

void Page::gates() {
    m_html += QStringLiteral("<h2>%1</h2><table>\n").arg(say("Gates", "Varchi"));
    for (const GateDecision &gate : *m_in.gates)
        row(gateWord(gate.gate, m_language),
            pill(looksLike(gate.state), gateStateWord(gate.state, m_language)));
    m_html += QStringLiteral("</table>\n");
}

void Page::actions() {
    m_html += QStringLiteral("<h2>%1</h2>").arg(say("Open actions", "Azioni aperte"));
    m_html += QStringLiteral("<table><tr><th></th><th>%1</th><th>%2</th></tr>\n")
                  .arg(say("What to do", "Che cosa fare"), say("Waiting for", "In attesa di"));
    bool any = false;
    for (const State state : {State::Fail, State::Unknown, State::Attention})
        for (const ControlResult &result : m_in.judgement->results) {
            if (result.state != state)
                continue;
            any = true;
            const Control &c = m_in.catalogue->controls[size_t(result.control)];
            m_html +=
                QStringLiteral("<tr><td><a href=\"#%1\">%1</a></td><td>%2</td><td>%3</td></tr>\n")
                    .arg(c.id, c.nextIn(m_language).toHtmlEscaped(),
                         c.responsibleIn(m_language).toHtmlEscaped());
        }
    if (!any)
        m_html +=
            QStringLiteral("<tr><td></td><td>%1</td><td></td></tr>").arg(say("None.", "Nessuna."));
    m_html += QStringLiteral("</table>\n");
}

void Page::facts(const Control &control) {
    static constexpr std::pair<const char *, const char *> kKinds[] = {{"observed", "osservato"},
                                                                       {"fetched", "ricevuto"},
                                                                       {"attested", "attestato"},
                                                                       {"document", "documento"}};
    for (const int index : control.compiled->facts())
        for (const Fact &fact : m_in.facts->at(index)) {
            const QString value = fact.knowledge == Knowledge::Known ? fact.value.toText()
                                  : fact.knowledge == Knowledge::Absent
                                      ? say("absent", "assente")
                                      : say("not known", "non noto");
            const auto &[english, italian] = kKinds[int(fact.kind)];
            QString papers = say(english, italian) + u' ' + time(fact.occurredAt);
            for (const QString &part : {fact.source, fact.signer, fact.evidence})
                if (!part.isEmpty())
                    papers += QStringLiteral(", ") + part;
            row(factWords(index, m_language),
                value.toHtmlEscaped() + QStringLiteral("<br><span class=\"muted\">%1</span>")
                                            .arg(papers.toHtmlEscaped()));
        }
}

void Page::controls() {
    m_html += QStringLiteral("<h2>%1</h2>").arg(say("Every control", "Tutti i controlli"));
    for (const ControlResult &result : m_in.judgement->results) {
        const Control &c = m_in.catalogue->controls[size_t(result.control)];
        m_html += QStringLiteral("<section id=\"%1\"><h3>%1 %2 %3</h3><p>%4<br>%5<br><span "
                                 "class=\"muted\">%6 &middot; %7</span></p><table>\n")
                      .arg(c.id, c.titleIn(m_language).toHtmlEscaped(),
                           pill(result.state, stateWord(result.state, m_language)),
                           c.questionIn(m_language).toHtmlEscaped(),
                           explain(*m_in.catalogue, result, m_language).toHtmlEscaped(),
                           c.articles.toHtmlEscaped(), c.responsibleIn(m_language).toHtmlEscaped());
        facts(c);
        m_html += QStringLiteral("</table></section>\n");
    }
}

void Page::proof() {
    m_html += QStringLiteral("<h2>%1</h2><table>\n")
                  .arg(say("Audit log at this moment", "Registro di controllo in questo momento"));
    row(say("Lines", "Righe"), QString::number(m_in.audit.size));
    row(say("Root", "Radice"), QStringLiteral("<code>%1</code>").arg(m_in.audit.root));
    row(say("Last checkpoint", "Ultimo punto di controllo"), time(m_in.audit.lastAnchor));
    m_html += QStringLiteral("</table><pre>%1</pre><p>%2</p><pre>lastra-cli audit verify</pre>\n")
                  .arg(QString::fromUtf8(m_in.checkpoint).toHtmlEscaped(),
                       say("The log can be checked without this program's windows:",
                           "Il registro si può verificare senza le finestre di questo programma:"));
}

QByteArray Page::write() {
    m_html = QStringLiteral("<!DOCTYPE html>\n<html lang=\"%1\"><head><meta charset=\"utf-8\">"
                            "<title>%2</title><style>%3</style></head><body>\n")
                 .arg(say("en", "it"), say("Compliance report", "Rapporto di conformità"),
                      QLatin1String(kStyle));
    summary();
    gates();
    actions();
    controls();
    proof();
    m_html += QStringLiteral("</body></html>\n");
    return m_html.toUtf8();
}

QJsonObject reportJson(const ReportInput &in) {
    QJsonArray gates, facts;
    for (const GateDecision &gate : *in.gates)
        gates.append(toJson(gate));
    for (const Fact *fact : in.facts->all())
        facts.append(fact->toJson());
    return {{QStringLiteral("dataset"), in.dataset},
            {QStringLiteral("judgement"), toJson(*in.catalogue, *in.judgement)},
            {QStringLiteral("gates"), gates},
            {QStringLiteral("facts"), facts},
            {QStringLiteral("policy"), in.catalogue->policy.digest},
            {QStringLiteral("catalogue"), in.catalogue->digest},
            {QStringLiteral("audit"),
             QJsonObject{{QStringLiteral("size"), in.audit.size},
                         {QStringLiteral("root"), in.audit.root},
                         {QStringLiteral("checkpoint"), QString::fromUtf8(in.checkpoint)}}}};
}

} // namespace

core::Result<QStringList> writeReport(const ReportInput &input, const QString &folder) {
    LASTRA_CHECK(core::makeFolder(folder));
    const QStringList files{folder + QStringLiteral("/report.en.html"),
                            folder + QStringLiteral("/report.it.html"),
                            folder + QStringLiteral("/report.json")};
    LASTRA_CHECK(core::AtomicFile::writeAll(files[0], Page(input, Language::English).write()));
    LASTRA_CHECK(core::AtomicFile::writeAll(files[1], Page(input, Language::Italian).write()));
    LASTRA_CHECK(core::writeJsonObject(files[2], reportJson(input)));
    return files;
}

} // namespace lastra::compliance
