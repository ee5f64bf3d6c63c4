// Every error code that a module can return has an English and an Italian sentence, with the same
// places for its arguments.

#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

class TestMessages : public QObject {
    Q_OBJECT

    static QSet<QString> places(const QString &text) {
        static const QRegularExpression place("%\\d");
        QSet<QString> found;
        auto matches = place.globalMatch(text);
        while (matches.hasNext())
            found << matches.next().captured(0);
        return found;
    }

private Q_SLOTS:
    void everyCodeHasItsSentences() {
        static const QRegularExpression code(
            R"re((?:fail\(|Error\{|code = |code\()\s*"([a-z]+\.[A-Za-z0-9.]+)")re");
        QHash<QString, QJsonObject> sentences;
        QStringList wrong;
        const QDir modules(QStringLiteral(LASTRA_SOURCE_DIR "/modules"));
        for (const QString &module : modules.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QFile file(modules.filePath(module + "/messages.json"));
            if (!file.open(QIODevice::ReadOnly))
                continue;
            QJsonParseError error;
            const QJsonObject all = QJsonDocument::fromJson(file.readAll(), &error).object();
            QVERIFY2(error.error == QJsonParseError::NoError,
                     qPrintable(module + ": " + error.errorString()));
            for (auto it = all.begin(); it != all.end(); ++it) {
                const QJsonObject row = it->toObject();
                const QString en = row["en"].toString(), italian = row["it"].toString();
                if (en.isEmpty() || italian.isEmpty())
                    wrong << it.key() + " lacks a language";
                if (places(en) != places(italian))
                    wrong << it.key() + " has other places in Italian";
                if (en.contains('!') || italian.contains('!'))
                    wrong << it.key() + " shouts";
                if (!it.key().startsWith(module + "."))
                    wrong << it.key() + " stands in the messages of " + module;
                sentences.insert(it.key(), row);
            }
        }
        QVERIFY(sentences.size() > 40);
        QDirIterator files(modules.path(), {"*.cpp", "*.h"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            auto matches = code.globalMatch(QString::fromUtf8(file.readAll()));
            while (matches.hasNext()) {
                const QString found = matches.next().captured(1);
                if (!sentences.contains(found))
                    wrong << found + " (" + file.fileName().section('/', -3) + ") has no sentence";
            }
        }
        wrong.removeDuplicates();
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }
};

QTEST_GUILESS_MAIN(TestMessages)
#include "tst_messages.moc"
