// Every word of this module that people read, in both languages.
#include "lastra/compliance/GateDecision.h"

namespace lastra::compliance {

namespace {

struct Words {
    const char *key, *english, *italian;
    [[nodiscard]] QString in(Language language) const {
        return QString::fromUtf8(language == Language::Italian ? italian : english);
    }
};

constexpr Words kStates[] = {{"pass", "meets", "soddisfa"},
                             {"attention", "meets, act soon", "soddisfa, agire presto"},
                             {"fail", "does not meet", "non soddisfa"},
                             {"notApplicable", "not applicable", "non applicabile"},
                             {"unknown", "not known", "non noto"}};
constexpr Words kStatuses[] = {{"compliant", "compliant", "conforme"},
                               {"attention", "attention", "attenzione"},
                               {"notCompliant", "not compliant", "non conforme"},
                               {"unknown", "not known", "non noto"}};
constexpr Words kGates[] = {
    {"upload", "upload to the archive", "caricamento nell'archivio"},
    {"trial", "virtual imaging trial", "sperimentazione virtuale"},
    {"train", "training of AI", "addestramento di IA"},
    {"export", "export", "esportazione"},
    {"publish", "publication of the description", "pubblicazione della descrizione"}};
constexpr Words kGateStates[] = {
    {"open", "open", "aperto"},
    {"acknowledge", "open after acknowledging", "aperto dopo conferma"},
    {"shut", "shut", "chiuso"},
    {"unknown", "not known, so shut", "non noto, quindi chiuso"},
    {"notAsked", "not asked for", "non richiesto"}};
// %1: the facts it is about.
constexpr Words kReasons[] = {
    {"all_pass", "Everything it asks for is there and in order.",
     "Tutto ciò che chiede è presente e in ordine."},
    {"does_not_apply", "Does not apply here. Decided by: %1.",
     "Qui non si applica. Lo decide: %1."},
    {"rule_fails", "The requirement is not met. Decided by: %1.",
     "Il requisito non è soddisfatto. Lo decide: %1."},
    {"act_soon", "Met, but something is due. See: %1.",
     "Soddisfatto, ma c'è qualcosa da fare. Vedi: %1."},
    {"fact_missing", "Nobody has looked yet: %1.", "Nessuno ha ancora controllato: %1."},
    {"fact_absent", "Looked for and not found: %1.", "Cercato e non trovato: %1."},
    {"fact_too_old", "What is known is too old: %1.", "Ciò che si sa è troppo vecchio: %1."},
    {"fact_from_future", "Dated later than now: %1.", "Ha una data successiva a oggi: %1."},
    {"fact_other_content", "Was true for other content, profile or site: %1.",
     "Valeva per un altro contenuto, profilo o sito: %1."},
    {"not_verified", "Looked at, but not to the end or not verified: %1.",
     "Controllato, ma non fino in fondo o non verificato: %1."},
    {"undecided", "Cannot be decided from what is known: %1.",
     "Non si può decidere con ciò che si sa: %1."}};

} // namespace

QString stateKey(State state) {
    return QLatin1String(kStates[int(state)].key);
}
QString stateWord(State state, Language language) {
    return kStates[int(state)].in(language);
}
QString statusKey(Status status) {
    return QLatin1String(kStatuses[int(status)].key);
}
QString statusWord(Status status, Language language) {
    return kStatuses[int(status)].in(language);
}
QString gateWord(Gate gate, Language language) {
    return kGates[int(gate)].in(language);
}
QString gateStateKey(GateState state) {
    return QLatin1String(kGateStates[int(state)].key);
}
QString gateStateWord(GateState state, Language language) {
    return kGateStates[int(state)].in(language);
}
QString reasonKey(Reason reason) {
    return QLatin1String(kReasons[int(reason)].key);
}

QString explain(const Catalogue &, const ControlResult &result, Language language) {
    const QString sentence = kReasons[int(result.reason)].in(language);
    QStringList facts;
    for (const quint16 fact : result.because)
        facts << factWords(fact, language);
    return result.reason == Reason::AllGood ? sentence
                                            : sentence.arg(facts.join(QStringLiteral("; ")));
}

QString Judgement::countsIn(Language language) const {
    const QString pattern =
        language == Language::Italian
            ? QStringLiteral("%1 soddisfatti, %2 con attenzione, %3 non soddisfatti, %4 non noti, "
                             "%5 non applicabili, su %6")
            : QStringLiteral(
                  "%1 meet, %2 attention, %3 fail, %4 not known, %5 not applicable, of %6");
    return pattern.arg(count(State::Pass))
        .arg(count(State::Attention))
        .arg(count(State::Fail))
        .arg(count(State::Unknown))
        .arg(count(State::NotApplicable))
        .arg(results.size());
}

} // namespace lastra::compliance
