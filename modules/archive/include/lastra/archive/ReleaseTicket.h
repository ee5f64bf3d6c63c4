#pragma once
// The proof that a set of files may leave. Archive::push asks for one, so that nothing is sent by a
// mere call: only workflow's gate, once compliance allowed the release and the audit log has it,
// makes tickets. An include-rule test keeps issuedByWorkflowGate out of every other module.

#include <QByteArray>
#include <QMap>
#include <QString>

namespace lastra::archive {

class ReleaseTicket {
public:
    // contentRoot: digest over the content that was decided about; decision: id of the gate's
    // decision in the audit trail; files: relative path -> SHA-256 in hex of every file that may
    // leave. push refuses a folder that holds another file or other bytes.
    [[nodiscard]] static ReleaseTicket issuedByWorkflowGate(QString contentRoot, QString decision,
                                                            QMap<QString, QByteArray> files) {
        return {std::move(contentRoot), std::move(decision), std::move(files)};
    }

    [[nodiscard]] const QString &contentRoot() const { return m_contentRoot; }
    [[nodiscard]] const QString &decision() const { return m_decision; }
    [[nodiscard]] const QMap<QString, QByteArray> &files() const { return m_files; }
    [[nodiscard]] bool isValid() const {
        return !m_contentRoot.isEmpty() && !m_decision.isEmpty() && !m_files.isEmpty();
    }

private:
    ReleaseTicket(QString contentRoot, QString decision, QMap<QString, QByteArray> files)
        : m_contentRoot(std::move(contentRoot)), m_decision(std::move(decision)),
          m_files(std::move(files)) {}

    QString m_contentRoot, m_decision;
    QMap<QString, QByteArray> m_files;
};

} // namespace lastra::archive
