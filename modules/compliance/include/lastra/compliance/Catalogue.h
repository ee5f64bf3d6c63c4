#pragma once
// The catalogue of controls: 70 rows of resources/compliance/controls.csv, rules compiled once.
// One unknown word, one row short, one digest that is not the policy's: the whole catalogue is
// refused, and with it every gate stays shut.

#include "lastra/compliance/Facts.h"
#include "lastra/compliance/Policy.h"
#include "lastra/core/Result.h"

#include <memory>
#include <optional>
#include <vector>

namespace lastra::compliance {

class Rule; // compiled, src/Rule.h

enum class Severity { Minor, Major, Critical };
enum class Gate { Upload, Trial, Train, Export, Publish };
inline constexpr int kGateCount = 5;
[[nodiscard]] QString gateKey(Gate gate); // "upload"
[[nodiscard]] std::optional<Gate> gateFromKey(const QString &key);
enum class Language { English, Italian };

struct Control {
    QString id;        // "DPA-01"
    QString framework; // "GDPR; ISO 27018"
    QString articles;
    QString title, titleItalian;
    QString question, questionItalian;
    QString next, nextItalian; // one step that would answer it
    QString evidenceKind;
    QString rule;        // as written
    QString responsible; // "controller + researcher"
    unsigned gates = 0;  // bit per Gate
    int validDays = 0;   // 0: no age limit
    Severity severity = Severity::Minor;
    std::shared_ptr<const Rule> compiled;

    [[nodiscard]] bool blocks(Gate gate) const { return gates & (1u << unsigned(gate)); }
    // Indices of the facts the rule asks for, in its order.
    [[nodiscard]] const std::vector<int> &asks() const;
    [[nodiscard]] const QString &titleIn(Language l) const;
    [[nodiscard]] const QString &questionIn(Language l) const;
    [[nodiscard]] const QString &nextIn(Language l) const;
    [[nodiscard]] QString responsibleIn(Language l) const;
};

// Immutable once loaded; free to share between threads.
struct Catalogue {
    Policy policy;
    std::vector<Control> controls; // in file order
    QString digest;                // "sha256:..." of controls.csv
    QString stamp; // "sha256:..." over catalogue and policy digests: `cat` of every audit line

    [[nodiscard]] const Control *find(const QString &id) const;

    // Whether this role's word (Attested) or paper (Document) counts for the fact: every control
    // that judges by it takes that kind of evidence and is this role's to answer; or the policy
    // says so.
    [[nodiscard]] bool mayState(int fact, FactKind kind, const QString &role) const;
    // The kind a statement of this role has; paper: a document comes with it.
    // "compliance.factUnknown" [name], "compliance.notStated" [fact, role],
    // "compliance.paperMissing" [fact].
    [[nodiscard]] core::Result<FactKind> statementKind(const QString &fact, const QString &role,
                                                       bool paper) const;

    // "compliance.catalogueInvalid" [file, row], "compliance.ruleInvalid" [row, word],
    // "compliance.catalogueOther" [file] when the policy names another digest.
    [[nodiscard]] static core::Result<Catalogue> load(const QString &csvPath, Policy policy);
    [[nodiscard]] static core::Result<Catalogue> parse(const QByteArray &csv, const QString &name,
                                                       Policy policy);
    [[nodiscard]] static core::Result<Catalogue> loadShipped();

private:
    struct Statement {
        bool attested = false, document = false;
        QStringList roles;
    };
    std::vector<Statement> m_statements; // by fact index
    void settleStatements();
};

} // namespace lastra::compliance
