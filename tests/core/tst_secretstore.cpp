#include "lastra/core/SecretStore.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace lastra::core;

namespace {

AskPassphrase answer(const QByteArray &passphrase, int *asked = nullptr) {
    return [passphrase, asked](bool) {
        if (asked)
            ++*asked;
        return SecretBytes(passphrase);
    };
}

QByteArray contentOf(const QString &path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSecretStore : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void memoryStoreForgets() {
        const auto store = memoryStore();
        QVERIFY(store->write(QStringLiteral("a"), SecretBytes("one")));
        QCOMPARE((*store->read(QStringLiteral("a")))->view(), QByteArrayView("one"));
        QVERIFY(store->remove(QStringLiteral("a")));
        QVERIFY(!store->read(QStringLiteral("a"))->has_value());
    }

    void sealedFileKeepsSecretsAcrossStores() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("deep/secrets.sealed"));
        const QByteArray secret("\0refresh-token-value\xff", 21);
        int asked = 0;
        {
            const auto store = sealedFileStore(path, answer("correct horse", &asked));
            QVERIFY(!store->read(QStringLiteral("x"))->has_value());
            QCOMPARE(asked, 0); // nothing to open yet
            QVERIFY(store->write(QStringLiteral("x"), SecretBytes(secret)));
            QVERIFY(store->write(QStringLiteral("y"), SecretBytes("second")));
            QCOMPARE(asked, 1);
        }
        QVERIFY(!contentOf(path).contains("refresh-token"));
        QVERIFY(!contentOf(path).contains(QByteArray(secret).toBase64()));
        QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther), 0);

        const auto again = sealedFileStore(path, answer("correct horse"));
        QCOMPARE((*again->read(QStringLiteral("x")))->view(), QByteArrayView(secret));
        QVERIFY(again->remove(QStringLiteral("x")));
        QVERIFY(!again->read(QStringLiteral("x"))->has_value());
        QCOMPARE((*again->read(QStringLiteral("y")))->view(), QByteArrayView("second"));
    }

    void wrongPassphraseAndDecliningAreNamed() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("s"));
        QVERIFY(
            sealedFileStore(path, answer("right"))->write(QStringLiteral("k"), SecretBytes("v")));
        const auto wrong = sealedFileStore(path, answer("wrong"))->read(QStringLiteral("k"));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, QByteArray("core.secretWrongPassphrase"));
        int asked = 0;
        const auto declining = sealedFileStore(path, answer({}, &asked));
        QCOMPARE(declining->read(QStringLiteral("k")).error().code,
                 QByteArray("core.secretLocked"));
        QCOMPARE(declining->read(QStringLiteral("k")).error().code,
                 QByteArray("core.secretLocked"));
        QCOMPARE(asked, 1);
    }

    void changedBytesAreRefused() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("s"));
        QVERIFY(sealedFileStore(path, answer("p"))->write(QStringLiteral("k"), SecretBytes("v")));
        const QByteArray good = contentOf(path);
        const auto readWith = [&](const QByteArray &bytes) {
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                return QByteArray("not written");
            file.close();
            const auto result = sealedFileStore(path, answer("p"))->read(QStringLiteral("k"));
            return result ? QByteArray("accepted") : result.error().code;
        };
        QByteArray flipped = good;
        flipped[flipped.size() - 20] = char(flipped[flipped.size() - 20] ^ 1);
        QCOMPARE(readWith(flipped), QByteArray("core.secretWrongPassphrase"));
        QByteArray costly = good;
        costly[14] = 40; // 2^40: would take terabytes
        QCOMPARE(readWith(costly), QByteArray("core.secretDamaged"));
        QCOMPARE(readWith(good.left(30)), QByteArray("core.secretDamaged"));
        QCOMPARE(readWith(QByteArray()), QByteArray("core.secretDamaged"));
        QCOMPARE(readWith(good), QByteArray("accepted"));
    }

    void withoutAKeyringTheSealedFileIsChosen() {
        QTemporaryDir dir;
        const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        const auto store = openSecretStore(QStringLiteral("lastra-test"),
                                           dir.filePath(QStringLiteral("s")), answer("p"));
        qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
        QCOMPARE(store->kind(), QStringLiteral("sealed file"));
    }

    // A keyring that cannot be reached must be an error, not an absent entry and not a wait.
    void unreachableKeyringSaysSo() {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        const auto store = keyringStore(QStringLiteral("lastra-test"));
        std::vector<std::future<QByteArray>> waiting;
        for (int i = 0; i < 3; ++i)
            waiting.push_back(std::async(std::launch::async, [&store] {
                const auto done = store->write(QStringLiteral("a"), SecretBytes("v"));
                return done ? QByteArray("written") : done.error().code;
            }));
        for (auto &one : waiting)
            QCOMPARE(one.get(), QByteArray("core.secretBackend"));
    }
};

QTEST_GUILESS_MAIN(TestSecretStore)
#include "tst_secretstore.moc"
