#include "lastra/workflow/Messages.h"

#include "lastra/core/Sentence.h"

#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

// Q_INIT_RESOURCE needs the global namespace: the file is part of a static library.
static void loadResource() {
    Q_INIT_RESOURCE(messages);
}

namespace lastra::workflow {
namespace {

struct Sentences {
    QString english, italian;
};

const QHash<QByteArray, Sentences> &table() {
    static const QHash<QByteArray, Sentences> sentences = [] {
        loadResource();
        QHash<QByteArray, Sentences> all;
        QDirIterator files(QStringLiteral(":/messages"), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
            for (auto it = object.begin(); it != object.end(); ++it) {
                const QJsonObject row = it->toObject();
                all.insert(it.key().toLatin1(), {row[QLatin1String("en")].toString(),
                                                 row[QLatin1String("it")].toString()});
            }
        }
        return all;
    }();
    return sentences;
}

} // namespace

Language systemLanguage() {
    const QString forced = qEnvironmentVariable("LASTRA_LANGUAGE");
    const QString name = forced.isEmpty() ? QLocale::system().name() : forced;
    return name.startsWith(QLatin1String("it")) ? Language::Italian : Language::English;
}

QString sentence(const core::Error &error, Language language) {
    const auto found = table().constFind(error.code);
    if (found == table().cend())
        return QString::fromLatin1(error.code);
    return core::filledIn(language == Language::Italian ? found->italian : found->english, error,
                          [&](const core::Error &cause) { return sentence(cause, language); });
}

} // namespace lastra::workflow
