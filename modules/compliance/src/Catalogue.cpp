#include "lastra/compliance/Catalogue.h"

#include "Rule.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Digest.h"
#include "lastra/core/Home.h"

#include <QFileInfo>
#include <QHash>
#include <QStringDecoder>

namespace lastra::compliance {

namespace {

constexpr const char *kGateKeys[] = {"upload", "trial", "train", "export", "publish"};
constexpr qint64 kMaxBytes = 4 << 20;

// RFC 4180; nullopt when a quote is left open.
std::optional<std::vector<QStringList>> readCsv(const QString &text) {
    std::vector<QStringList> rows;
    QStringList row;
    QString field;
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (quoted) {
            if (c != u'"')
                field += c;
            else if (i + 1 < text.size() && text[i + 1] == u'"')
                field += text[++i];
            else
                quoted = false;
        } else if (c == u'"' && field.isEmpty()) {
            quoted = true;
        } else if (c == u',') {
            row << field;
            field.clear();
        } else if (c == u'\n') {
            row << field;
            field.clear();
            rows.push_back(std::exchange(row, {}));
        } else if (c != u'\r') {
            field += c;
        }
    }
    if (quoted)
        return std::nullopt;
    if (!field.isEmpty() || !row.isEmpty()) {
        row << field;
        rows.push_back(row);
    }
    return rows;
}

QString digestOf(QByteArrayView bytes) {
    return QStringLiteral("sha256:") + QLatin1String(core::hex(core::sha256(bytes)));
}

bool readGates(const QString &text, unsigned &gates) {
    if (text == u"none")
        return true;
    for (const QString &key : text.split(u';')) {
        const auto gate = gateFromKey(key);
        if (!gate)
            return false;
        gates |= 1u << unsigned(*gate);
    }
    return true;
}

} // namespace

QString gateKey(Gate gate) {
    return QLatin1String(kGateKeys[int(gate)]);
}

std::optional<Gate> gateFromKey(const QString &key) {
    for (int i = 0; i < kGateCount; ++i)
        if (key == QLatin1String(kGateKeys[i]))
            return Gate(i);
    return std::nullopt;
}

const QString &Control::titleIn(Language l) const {
    return l == Language::Italian ? titleItalian : title;
}
const QString &Control::questionIn(Language l) const {
    return l == Language::Italian ? questionItalian : question;
}
const QString &Control::nextIn(Language l) const {
    return l == Language::Italian ? nextItalian : next;
}

const std::vector<int> &Control::asks() const {
    return compiled->facts();
}

QString Control::responsibleIn(Language l) const {
    if (l == Language::English)
        return responsible;
    static const QHash<QString, QString> words{
        {QStringLiteral("controller"), QStringLiteral("titolare")},
        {QStringLiteral("researcher"), QStringLiteral("ricercatore")},
        {QStringLiteral("data steward"), QStringLiteral("responsabile dei dati")},
        {QStringLiteral("INFN EPIC Cloud"), QStringLiteral("INFN EPIC Cloud")}};
    QStringList parts = responsible.split(QStringLiteral(" + "));
    for (QString &part : parts)
        part = words.value(part, part);
    return parts.join(QStringLiteral(" + "));
}

const Control *Catalogue::find(const QString &id) const {
    for (const Control &control : controls)
        if (control.id == id)
            return &control;
    return nullptr;
}

void Catalogue::settleStatements() {
    const int source = factIndex(QStringLiteral("lineage.patient_source"));
    const std::vector<int> derived{factIndex(QStringLiteral("dataset.patient_origin")),
                                   factIndex(QStringLiteral("dataset.personal"))};
    struct Seen {
        bool any = false, attested = true, document = true;
        QStringList roles;
        void add(const Control &control) {
            const QStringList kinds = control.evidenceKind.split(u'+');
            const QStringList responsible = control.responsible.split(QStringLiteral(" + "));
            if (!any)
                roles = responsible;
            any = true;
            attested &= kinds.contains(QLatin1String("attested"));
            document &= kinds.contains(QLatin1String("document"));
            roles.removeIf([&](const QString &role) { return !responsible.contains(role); });
        }
    };
    // Controls that judge by the fact, and those it only makes applicable: the latter say what
    // evidence it takes where the former are none.
    std::vector<Seen> judged(factNames().size()), applied(factNames().size());
    for (const Control &control : controls) {
        const Rule &rule = *control.compiled;
        std::vector<bool> judges(rule.facts().size(), false);
        for (const int position : rule.needs())
            judges[size_t(position)] = true;
        for (const auto clause : {Rule::Clause::Fail, Rule::Clause::Unk, Rule::Clause::Attn})
            for (const int position : rule.mentioned(clause))
                judges[size_t(position)] = true;
        bool derives = false;
        for (size_t i = 0; i < judges.size(); ++i) {
            const int fact = rule.facts()[i];
            (judges[i] ? judged : applied)[size_t(fact)].add(control);
            derives |= std::find(derived.begin(), derived.end(), fact) != derived.end();
        }
        // What the data descend from decides about every control that asks whether there is a
        // patient.
        if (derives)
            judged[size_t(source)].add(control);
    }
    m_statements.resize(factNames().size());
    for (size_t i = 0; i < m_statements.size(); ++i) {
        const Seen &seen = judged[i].any ? judged[i] : applied[i];
        if (seen.any)
            m_statements[i] = {seen.attested, seen.document, seen.roles};
    }
}

bool Catalogue::mayState(int fact, FactKind kind, const QString &role) const {
    if (size_t(fact) >= m_statements.size())
        return false;
    const Statement &statement = m_statements[size_t(fact)];
    const bool taken = kind == FactKind::Document
                           ? statement.document
                           : kind == FactKind::Attested && statement.attested;
    return (taken && statement.roles.contains(role)) ||
           (kind == FactKind::Attested && policy.stated.value(factNames()[size_t(fact)]) == role &&
            !role.isEmpty());
}

core::Result<FactKind> Catalogue::statementKind(const QString &fact, const QString &role,
                                                bool paper) const {
    const int index = factIndex(fact);
    if (index < 0)
        return core::fail("compliance.factUnknown", {fact});
    if (paper && mayState(index, FactKind::Document, role))
        return FactKind::Document;
    if (mayState(index, FactKind::Attested, role))
        return FactKind::Attested;
    if (mayState(index, FactKind::Document, role))
        return core::fail("compliance.paperMissing", {fact});
    return core::fail("compliance.notStated", {fact, role});
}

core::Result<Catalogue> Catalogue::parse(const QByteArray &csv, const QString &name,
                                         Policy policy) {
    const auto invalid = [&](const QString &row) {
        return core::fail("compliance.catalogueInvalid", {name, row});
    };
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(csv);
    const auto rows = readCsv(text);
    if (decoder.hasError() || !rows || rows->size() < 2)
        return invalid(QStringLiteral("1"));

    const QStringList &header = rows->front();
    static const char *const kColumns[] = {"id",       "title",      "title_it",      "framework",
                                           "articles", "question",   "question_it",   "next",
                                           "next_it",  "evaluation", "evidence_kind", "responsible",
                                           "blocks",   "valid_days", "severity"};
    int at[std::size(kColumns)];
    for (size_t i = 0; i < std::size(kColumns); ++i)
        if ((at[i] = int(header.indexOf(QLatin1String(kColumns[i])))) < 0)
            return invalid(QLatin1String(kColumns[i]));

    Catalogue catalogue;
    catalogue.digest = digestOf(csv);
    catalogue.stamp = digestOf((catalogue.digest + u'\n' + policy.digest).toLatin1());
    unsigned gated = 0;
    for (size_t r = 1; r < rows->size(); ++r) {
        const QStringList &row = (*rows)[r];
        if (row.size() != header.size())
            return invalid(QString::number(r + 1));
        for (const int column : at)
            if (row[column].trimmed().isEmpty())
                return invalid(QString::number(r + 1));
        Control c;
        QString *const texts[] = {&c.id,          &c.title,    &c.titleItalian,    &c.framework,
                                  &c.articles,    &c.question, &c.questionItalian, &c.next,
                                  &c.nextItalian, &c.rule,     &c.evidenceKind,    &c.responsible};
        for (size_t i = 0; i < std::size(texts); ++i)
            *texts[i] = row[at[i]];
        bool ok = false;
        c.validDays = row[at[13]].toInt(&ok);
        static const QStringList severities{QStringLiteral("minor"), QStringLiteral("major"),
                                            QStringLiteral("critical")};
        const qsizetype severity = severities.indexOf(row[at[14]]);
        if (!ok || c.validDays < 0 || severity < 0 || catalogue.find(c.id) ||
            !readGates(row[at[12]], c.gates))
            return invalid(c.id);
        c.severity = Severity(severity);
        gated |= c.gates;
        LASTRA_TRY(rule, Rule::compile(c.id, c.rule));
        c.compiled = std::move(rule);
        catalogue.controls.push_back(std::move(c));
    }
    // A gate that no row guards would be open for everything.
    if (gated != (1u << kGateCount) - 1)
        return invalid(QStringLiteral("blocks"));
    catalogue.policy = std::move(policy);
    catalogue.settleStatements();
    return catalogue;
}

core::Result<Catalogue> Catalogue::load(const QString &csvPath, Policy policy) {
    const QString name = QFileInfo(csvPath).fileName();
    LASTRA_TRY(csv, core::readFile(csvPath, kMaxBytes));
    if (digestOf(csv) != policy.catalogueDigest)
        return core::fail("compliance.catalogueOther", {name});
    return parse(csv, name, std::move(policy));
}

core::Result<Catalogue> Catalogue::loadShipped() {
    LASTRA_TRY(policy, Policy::loadShipped());
    return load(core::resource(QStringLiteral("compliance/controls.csv")), std::move(policy));
}

} // namespace lastra::compliance
