#include "connect/Passphrase.h"

#include "lastra/workflow/Workspace.h"

#include <QApplication>
#include <QInputDialog>
#include <QThread>

#include <condition_variable>
#include <mutex>
#include <optional>

namespace lastra::gui {

namespace {

// One question to the person: the task that asks waits, the GUI thread answers.
class Question {
public:
    // The first answer counts.
    void answer(const core::SecretBytes &passphrase) {
        const std::lock_guard lock(m_mutex);
        if (!m_answer)
            m_answer = passphrase;
        m_answered.notify_all();
    }
    core::SecretBytes wait() {
        std::unique_lock lock(m_mutex);
        m_answered.wait(lock, [this] { return m_answer.has_value(); });
        return *m_answer;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_answered;
    std::optional<core::SecretBytes> m_answer;
};

// The questions of one program: once it ends, all are declined.
class Questions {
public:
    std::shared_ptr<Question> make() {
        auto question = std::make_shared<Question>();
        const std::lock_guard lock(m_mutex);
        if (m_over)
            question->answer({});
        m_open = question;
        return question;
    }
    void end() {
        const std::lock_guard lock(m_mutex);
        m_over = true;
        if (const auto question = m_open.lock())
            question->answer({});
    }

private:
    std::mutex m_mutex;
    bool m_over = false;
    std::weak_ptr<Question> m_open;
};

QInputDialog *makeDialog(bool newFile) {
    auto *dialog = new QInputDialog(QApplication::activeWindow());
    dialog->setWindowTitle(QCoreApplication::translate("main", "Passphrase"));
    dialog->setLabelText(
        newFile
            ? QCoreApplication::translate(
                  "main", "This computer has no keyring. Choose a passphrase for Lastra's secrets: "
                          "sign-ins\nand de-identification keys are sealed with it, and nobody can "
                          "open them without it.")
            : QCoreApplication::translate("main", "Passphrase of Lastra's secrets:"));
    dialog->setTextEchoMode(QLineEdit::Password);
    return dialog;
}

} // namespace

core::AskPassphrase askPassphrase(const QString &file) {
    if (!file.isEmpty())
        return [file](bool) { return workflow::passphraseFromFile(file); };
    const auto questions = std::make_shared<Questions>();
    QObject::connect(qApp, &QCoreApplication::aboutToQuit, qApp, [questions] { questions->end(); });
    return [questions](bool newFile) {
        const auto question = questions->make();
        const auto ask = [question, newFile] {
            QInputDialog *dialog = makeDialog(newFile);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            QObject::connect(dialog, &QDialog::finished, qApp, [question, dialog](int result) {
                question->answer(result == QDialog::Accepted
                                     ? core::SecretBytes(dialog->textValue().toUtf8())
                                     : core::SecretBytes());
            });
            dialog->open();
            return dialog;
        };
        if (QThread::currentThread() == qApp->thread()) { // nobody else could answer
            QEventLoop loop;
            QObject::connect(ask(), &QDialog::finished, &loop, &QEventLoop::quit);
            loop.exec();
        } else {
            QMetaObject::invokeMethod(qApp, ask, Qt::QueuedConnection);
        }
        return question->wait();
    };
}

} // namespace lastra::gui
