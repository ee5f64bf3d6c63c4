#include "lastra/workflow/Browser.h"

#include <QProcess>

namespace lastra::workflow {

bool openInBrowser(const QUrl &address) {
    // BROWSER is a list; each entry is a command line, and the address is its last argument.
    QStringList command =
        QProcess::splitCommand(qEnvironmentVariable("BROWSER").section(u':', 0, 0));
    if (command.isEmpty())
        command << QStringLiteral("xdg-open");
    const QString program = command.takeFirst();
    command << address.toString(QUrl::FullyEncoded);
    return QProcess::startDetached(program, command);
}

} // namespace lastra::workflow
