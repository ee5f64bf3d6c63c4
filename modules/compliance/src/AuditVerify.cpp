#include "AuditReader.h"
#include "Checkpoint.h"
#include "lastra/compliance/AuditLog.h"
#include "lastra/core/AtomicFile.h"

#include <QDir>

#include <map>

namespace lastra::compliance {

bool AuditReader::take(QByteArrayView bytes) {
    if (altered)
        return false;
    const qint64 seq = size();
    const auto line = AuditLine::read(bytes);
    if (!line) {
        altered.note(seq, "form");
        return false;
    }
    if (line->seq != seq) {
        altered.note(seq, "order");
        return false;
    }
    if (line->prev != m_lastLeaf) {
        // The line before is not the one this line was written after.
        altered.note(seq > 0 ? seq - 1 : 0, "hash");
        return false;
    }
    if (const QByteArray rule = line->privacyBreach(); !rule.isEmpty()) {
        breach.note(seq, rule.constData());
    } else if (!line->misshapen().isEmpty()) {
        altered.note(seq, "form");
        return false;
    }
    if (line->ts < m_ts || line->floor < m_floor)
        backwards.note(seq, "time");
    m_ts = line->ts;
    m_floor = line->floor;
    if (line->act == "log.reopened" && line->why == "no_anchor")
        m_anchorLost = seq;
    else if (line->act == "log.reopened" && line->why == "by_person")
        m_anchorLost = -1;
    const core::Sha256 leaf = leafHash(bytes);
    m_lastLeaf = core::hex(leaf);
    m_tree.add(leaf);
    m_offset += bytes.size() + 1;
    if (onLine)
        onLine(*line, leaf);
    return true;
}

bool AuditReader::readFrom(QFile &file) {
    for (;;) {
        const QByteArray line = file.readLine(kMaxAuditLine + 2);
        m_tail = 0;
        if (line.isEmpty())
            return true;
        if (!line.endsWith('\n')) {
            m_tail = line.size();
            if (line.size() <= kMaxAuditLine && file.atEnd())
                return true;
            altered.note(size(), "form");
            return false;
        }
        if (!take(QByteArrayView(line).chopped(1)))
            return false;
    }
}

AuditFiles auditFilesIn(const QString &folder) {
    return {folder + QStringLiteral("/log.jsonl"),
            folder + QStringLiteral("/checkpoints"),
            folder + QStringLiteral("/trust.txt"),
            {}};
}

// By the place of the log, which also stands when the folder itself is gone.
QString auditAnchorName(const QString &folder) {
    const QFileInfo info(QDir::cleanPath(QFileInfo(folder).absoluteFilePath()));
    const QString above = QFileInfo(info.absolutePath()).canonicalFilePath();
    const QByteArray place = (above + u'/' + info.fileName()).toUtf8();
    return QStringLiteral("audit.checkpoint.") +
           QString::fromLatin1(core::hex(core::sha256(place)).left(16));
}

AuditFiles auditFilesIn(const QString &folder, core::SecretStore &secrets) {
    AuditFiles files = auditFilesIn(folder);
    files.anchorNeeded = true;
    if (const auto kept = secrets.read(auditAnchorName(folder)); kept && *kept)
        files.anchor = (*kept)->view().toByteArray();
    return files;
}

core::Result<AuditVerdict> verifyAudit(const AuditFiles &files) {
    QFile file(files.log);
    // Where an anchor stands, a log that is gone is a log cut to nothing.
    if (!file.open(QIODevice::ReadOnly) && (files.anchor.isEmpty() || file.exists()))
        return core::fail("core.fileUnreadable", {QFileInfo(files.log).fileName()});

    // The anchor brings its own key: it is believed for the place it is kept in.
    std::vector<TrustKey> keys = TrustKey::read(files.anchor);
    if (!files.trust.isEmpty())
        if (auto trust = core::readFile(files.trust, 1 << 20))
            for (TrustKey &key : TrustKey::read(*trust))
                keys.push_back(std::move(key));
    AuditVerdict verdict;
    QByteArray undecided = keys.empty() ? "noKey" : "noCheckpoint";
    std::vector<Checkpoint> anchors;
    const auto consider = [&](const QByteArray &note) {
        const OpenedNote opened = openNote(note, keys);
        if (opened.state == OpenedNote::State::Good)
            anchors.push_back(opened.checkpoint);
        else if (opened.state == OpenedNote::State::Forged)
            undecided = "forgedCheckpoint";
    };
    if (!files.checkpoints.isEmpty()) {
        const QDir folder(files.checkpoints);
        for (const QString &name : folder.entryList({QStringLiteral("*.note")}, QDir::Files))
            if (auto note = core::readFile(folder.filePath(name), 65536))
                consider(*note);
    }
    QByteArray doubt; // about the anchor: no checkpoint lying beside the log makes up for it
    if (!files.anchor.isEmpty()) {
        const size_t before = anchors.size();
        consider(files.anchor);
        if (anchors.size() == before)
            doubt = undecided == "forgedCheckpoint" ? "forgedCheckpoint" : "anchorUnknown";
    } else if (files.anchorNeeded) {
        doubt = "noAnchor";
    }

    // The tree as it was at each checkpoint's size.
    std::map<qint64, std::pair<core::Sha256, QByteArray>> past;
    for (const Checkpoint &anchor : anchors)
        past[anchor.size] = {};
    AuditReader reader;
    if (const auto empty = past.find(0); empty != past.end())
        empty->second.first = reader.tree().root();
    qint64 lines = 0;
    reader.onLine = [&](const AuditLine &line, const core::Sha256 &) {
        if (const auto found = past.find(++lines); found != past.end())
            found->second = {reader.tree().root(), line.ts};
    };
    if (file.isOpen())
        reader.readFrom(file);
    if (reader.tail() > 0 && !reader.altered)
        reader.altered.note(reader.size(), "torn");

    verdict.size = reader.size();
    verdict.root = QLatin1String(core::hex(reader.tree().root()));
    const Checkpoint *newest = nullptr, *broken = nullptr;
    for (const Checkpoint &anchor : anchors) {
        const bool holds = anchor.size <= reader.size() && past[anchor.size].first == anchor.root;
        if (!holds && (!broken || anchor.size < broken->size))
            broken = &anchor;
        if (!newest || anchor.size > newest->size)
            newest = &anchor;
    }
    if (const Checkpoint *anchor = broken ? broken : newest) {
        verdict.anchorSize = anchor->size;
        verdict.anchorRoot = QLatin1String(core::hex(anchor->root));
        verdict.anchorTime =
            QDateTime::fromString(QString::fromLatin1(past[anchor->size].second), Qt::ISODate);
    }
    const auto settle = [&](AuditExit exit, const AuditFault &fault) {
        verdict.exit = exit;
        verdict.line = fault.line;
        verdict.why = QLatin1String(fault.why);
    };
    if (reader.altered)
        settle(AuditExit::Altered, reader.altered);
    else if (reader.backwards)
        settle(AuditExit::TimeBackwards, reader.backwards);
    else if (reader.breach)
        settle(AuditExit::PrivacyBreach, reader.breach);
    else if (broken)
        settle(AuditExit::Truncated,
               {-1, broken->size > reader.size() ? "shorter" : "inconsistent"});
    else if (!doubt.isEmpty())
        settle(AuditExit::Undecided, {-1, doubt});
    else if (!newest || undecided == "forgedCheckpoint")
        settle(AuditExit::Undecided, {-1, undecided});
    else if (reader.anchorLost() >= 0)
        settle(AuditExit::Undecided, {reader.anchorLost(), "anchorLost"});
    else
        settle(AuditExit::Intact, {-1, "intact"});
    return verdict;
}

QString AuditVerdict::sentence(bool italian) const {
    const QString reason = [&] {
        struct Word {
            const char *key, *english, *italian;
        };
        static constexpr Word kWords[] = {
            {"hash", "its content is not what the next line was written after",
             "il contenuto non è quello su cui è stata scritta la riga successiva"},
            {"order", "its number is out of order", "il numero è fuori ordine"},
            {"form", "it is not in the log's form", "non ha la forma del registro"},
            {"torn", "it breaks off before its end", "si interrompe prima della fine"},
            {"noKey", "no key to check signatures with", "nessuna chiave per verificare le firme"},
            {"noCheckpoint", "no signed checkpoint to compare with",
             "nessun punto di controllo firmato con cui confrontare"},
            {"forgedCheckpoint", "a checkpoint whose signature does not fit",
             "un punto di controllo la cui firma non corrisponde"},
            {"noAnchor", "the anchor in the keyring is missing or cannot be read",
             "l'ancora nel portachiavi manca o non si può leggere"},
            {"anchorUnknown", "the anchor in the keyring is not a checkpoint of this log",
             "l'ancora nel portachiavi non è un punto di controllo di questo registro"},
            {"anchorLost", "the anchor in the keyring had been lost before line %1 was written",
             "l'ancora nel portachiavi era andata persa prima che fosse scritta la riga %1"}};
        for (const Word &word : kWords)
            if (why == QLatin1String(word.key))
                return QString::fromUtf8(italian ? word.italian : word.english)
                    .replace(QLatin1String("%1"), QString::number(line));
        return why;
    }();
    const auto say = [&](const char *en, const char *it) {
        return QString::fromUtf8(italian ? it : en);
    };
    switch (exit) {
    case AuditExit::Intact:
        return say("The log is intact: %1 lines, the last checkpoint covers %2 of them.",
                   "Il registro è integro: %1 righe, l'ultimo punto di controllo ne copre %2.")
            .arg(size)
            .arg(anchorSize);
    case AuditExit::Altered:
        return say("The log was altered at line %1: %2.",
                   "Il registro è stato alterato alla riga %1: %2.")
            .arg(line)
            .arg(reason);
    case AuditExit::Truncated:
        return say("The log does not agree with a checkpoint of %1 lines: it has %2. Lines were "
                   "removed or replaced.",
                   "Il registro non concorda con un punto di controllo di %1 righe: ne ha %2. "
                   "Alcune "
                   "righe sono state tolte o sostituite.")
            .arg(anchorSize)
            .arg(size);
    case AuditExit::Undecided:
        return say("The log's lines fit together, but whether any are missing cannot be decided: "
                   "%1.",
                   "Le righe del registro sono coerenti, ma non si può decidere se ne manchino: "
                   "%1.")
            .arg(reason);
    case AuditExit::TimeBackwards:
        return say("Time runs backwards in the log at line %1.",
                   "Nel registro il tempo torna indietro alla riga %1.")
            .arg(line);
    case AuditExit::PrivacyBreach:
        return say("Line %1 of the log holds what looks like an identifier (rule %2).",
                   "La riga %1 del registro contiene ciò che sembra un identificativo (regola %2).")
            .arg(line)
            .arg(why);
    }
    return {};
}

QJsonObject AuditVerdict::toJson() const {
    static constexpr const char *kVerdicts[] = {"intact",    "altered",       "truncated",
                                                "undecided", "timeBackwards", "privacyBreach"};
    QJsonObject json{{QStringLiteral("verdict"), QLatin1String(kVerdicts[int(exit)])},
                     {QStringLiteral("size"), size},
                     {QStringLiteral("root"), root},
                     {QStringLiteral("why"), why},
                     {QStringLiteral("sentence"), sentence()}};
    if (line >= 0)
        json.insert(QStringLiteral("line"), line);
    if (anchorSize >= 0) {
        json.insert(QStringLiteral("anchorSize"), anchorSize);
        json.insert(QStringLiteral("anchorRoot"), anchorRoot);
        json.insert(QStringLiteral("anchorTime"), anchorTime.toString(Qt::ISODate));
    }
    return json;
}

} // namespace lastra::compliance
