#pragma once
// The report an auditor reads: report.en.html, report.it.html and report.json in one folder.

#include "lastra/compliance/AuditLog.h"
#include "lastra/compliance/GateDecision.h"

namespace lastra::compliance {

struct ReportInput {
    QString dataset; // "urn:uuid:..."
    QString label;   // what people call it; must not identify a patient; may be empty
    const Catalogue *catalogue = nullptr;
    const Facts *facts = nullptr;
    const Judgement *judgement = nullptr;
    const std::array<GateDecision, kGateCount> *gates = nullptr;
    AuditHead audit;
    QByteArray checkpoint; // the newest signed note, printed as it is
};

// The files written. Core's file errors.
[[nodiscard]] core::Result<QStringList> writeReport(const ReportInput &input,
                                                    const QString &folder);

} // namespace lastra::compliance
