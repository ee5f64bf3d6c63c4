#pragma once
// The append-only log: JSON lines in canonical form, each holding the hash of the one before, with
// signed checkpoints beside it. Holds no patient identifier, no original UID, no file name and no
// free text: closed lists and digests only. Format: README.md.

#include "lastra/core/Clock.h"
#include "lastra/core/Result.h"
#include "lastra/core/SecretStore.h"

#include <QJsonObject>

#include <memory>
#include <vector>

namespace lastra::compliance {

struct AuditEvent {
    QString act;     // one of auditActs(): "gate.decided"
    QString dataset; // "urn:uuid:..."; empty: about no dataset
    QString root;    // content root "sha256:..." at that moment; empty: none
    QString control, gate, from, to;
    QString why;          // one of auditReasons()
    QStringList evidence; // "sha256:..."
};
[[nodiscard]] const QStringList &auditActs();
[[nodiscard]] const QStringList &auditReasons();

struct AuditSettings {
    QString folder; // holds log.jsonl, checkpoints/, trust.txt
    QString issuer; // of the account; with subject becomes a keyed pseudonym
    QString subject;
    QString appDigest; // "sha256:..." of the program build
    QString catalogue; // Catalogue::stamp
    // Signing key, pseudonym key and the anchor: a copy of the last checkpoint with the key that
    // verifies it. Null: the keys are owner-only files in folder and there is no anchor.
    std::shared_ptr<core::SecretStore> secrets;
    std::shared_ptr<const core::Clock> clock;
};

struct AuditHead {
    qint64 size = 0;
    QString root; // hex of the tree's root
    QDateTime lastTime, floor;
    QDateTime lastAnchor; // time of the last line a checkpoint covers; invalid: none
};

// Several processes may append: a lock file orders them. Thread-safe. Errors:
// "compliance.auditRefused" [field] (an event that would break the log's rules),
// "compliance.auditBroken" [line] (what is there does not verify: nothing is appended),
// "compliance.auditLocked", core's file errors.
struct AuditVerdict;

class AuditLog {
public:
    // A line torn by a crash is moved aside and recorded by a `log.reopened` line, never silently;
    // so is an anchor that the secret store has lost. A log that does not hold what the anchor says
    // is refused, whatever was done to the files beside it.
    [[nodiscard]] static core::Result<std::unique_ptr<AuditLog>> open(AuditSettings settings);
    ~AuditLog(); // makes a checkpoint when lines came after the last

    // On disk when it returns. A checkpoint follows gate decisions, attestations and every 64
    // lines.
    core::Result<AuditHead> append(const AuditEvent &event);
    core::Result<AuditHead> append(const std::vector<AuditEvent> &events);
    // Who works from now on: another person signed in, or nobody any more.
    void setActor(const QString &issuer, const QString &subject);
    core::Done checkpoint();
    // A person has looked at a log whose anchor was lost and vouches for it from here on.
    core::Result<AuditHead> accept();
    [[nodiscard]] AuditHead head() const;
    [[nodiscard]] QString logFile() const;
    // The content root a dataset ("urn:uuid:...") was sealed with when de-identifying or simulating
    // made it (why of that content.sealed); empty: never.
    [[nodiscard]] QString sealedRoot(const QString &dataset) const;
    // The whole log read again and held against the anchor and the checkpoints.
    [[nodiscard]] core::Result<AuditVerdict> verify() const;

private:
    AuditLog();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

enum class AuditExit {
    Intact = 0,
    Altered = 1,   // first bad line and why
    Truncated = 2, // shorter than, or another than, a checkpoint
    Undecided = 3, // no key, no checkpoint, no anchor
    TimeBackwards = 4,
    PrivacyBreach = 5
};

struct AuditVerdict {
    AuditExit exit = AuditExit::Undecided;
    qint64 size = 0;
    QString root;
    qint64 line = -1; // seq of the first bad line
    QString why;      // "hash", "order", "form", "torn", "time", a privacy rule, "noKey", ...
    qint64 anchorSize = -1;
    QString anchorRoot;
    QDateTime anchorTime;
    // For people; names lines and sizes, never values.
    [[nodiscard]] QString sentence(bool italian = false) const;
    [[nodiscard]] QJsonObject toJson() const;
};

struct AuditFiles {
    QString log;         // log.jsonl
    QString checkpoints; // folder of *.note; empty: none
    QString trust;       // verifier keys, one "name+id+key" a line; empty: none
    QByteArray anchor;   // a checkpoint kept elsewhere, and the line of its key when it has one
    bool anchorNeeded = false; // without an anchor whether lines are missing cannot be decided
};

// Needs no secret and no network; reads the log once. "core.fileUnreadable" [name].
[[nodiscard]] core::Result<AuditVerdict> verifyAudit(const AuditFiles &files);
// The files AuditLog makes in its folder.
[[nodiscard]] AuditFiles auditFilesIn(const QString &folder);
// The same, with the anchor that the secret store keeps; a store that cannot be read has none.
[[nodiscard]] AuditFiles auditFilesIn(const QString &folder, core::SecretStore &secrets);
// Name of a log's anchor in the SecretStore, which the logs of all homes share.
[[nodiscard]] QString auditAnchorName(const QString &folder);

} // namespace lastra::compliance
