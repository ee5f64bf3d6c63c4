#include "Checkpoint.h"

#include "lastra/core/Signature.h"

#include <algorithm>

namespace lastra::compliance {

namespace {

constexpr char kEd25519 = 1; // the algorithm byte of C2SP signed notes
constexpr char kDash[] = "\xe2\x80\x94 ";

QByteArray keyId(const QByteArray &name, const QByteArray &publicKey) {
    const core::Sha256 digest = core::sha256(name + '\n' + kEd25519 + publicKey);
    return core::view(digest).first(4).toByteArray();
}

std::optional<QByteArray> base64(const QByteArray &text) {
    auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    // Only the canonical spelling, so that one signature has one form.
    if (!decoded || decoded.decoded.toBase64() != text)
        return std::nullopt;
    return decoded.decoded;
}

} // namespace

QByteArray Checkpoint::body() const {
    return origin + '\n' + QByteArray::number(size) + '\n' +
           core::view(root).toByteArray().toBase64() + '\n';
}

QByteArray Checkpoint::sign(const core::SecretBytes &seed) const {
    const QByteArray signature = core::ed25519Sign(seed, body());
    if (signature.isEmpty())
        return {};
    return body() + '\n' + kDash + origin + ' ' +
           (keyId(origin, core::ed25519PublicKey(seed)) + signature).toBase64() + '\n';
}

QByteArray TrustKey::write() const {
    return name + '+' + keyId(name, publicKey).toHex() + '+' + (kEd25519 + publicKey).toBase64();
}

std::vector<TrustKey> TrustKey::read(const QByteArray &file) {
    std::vector<TrustKey> keys;
    for (const QByteArray &line : file.split('\n')) {
        // The key's base64 may itself hold a plus: split at the first two only.
        const qsizetype first = line.indexOf('+'), second = line.indexOf('+', first + 1);
        if (first < 1 || second < 0)
            continue;
        const auto key = base64(line.mid(second + 1).trimmed());
        if (!key || key->size() != 33 || key->front() != kEd25519)
            continue;
        TrustKey read{line.left(first), key->mid(1)};
        if (keyId(read.name, read.publicKey).toHex() == line.mid(first + 1, second - first - 1))
            keys.push_back(std::move(read));
    }
    return keys;
}

OpenedNote openNote(const QByteArray &note, const std::vector<TrustKey> &keys) {
    OpenedNote opened;
    const qsizetype blank = note.indexOf("\n\n");
    if (note.size() > 65536 || blank < 0)
        return opened;
    const QByteArray body = note.left(blank + 1);
    const QList<QByteArray> lines = body.split('\n');
    bool ok = false;
    if (lines.size() != 4 || lines[0].isEmpty())
        return opened;
    opened.checkpoint.origin = lines[0];
    opened.checkpoint.size = lines[1].toLongLong(&ok);
    const auto root = base64(lines[2]);
    if (!ok || opened.checkpoint.size < 0 || !root || root->size() != 32)
        return opened;
    std::copy(root->begin(), root->end(), opened.checkpoint.root.begin());
    if (opened.checkpoint.body() != body)
        return opened;
    opened.state = OpenedNote::State::KeyUnknown;
    for (const QByteArray &line : note.mid(blank + 2).split('\n')) {
        if (!line.startsWith(kDash))
            continue;
        const qsizetype space = line.lastIndexOf(' ');
        const QByteArray name = line.mid(4, space - 4);
        const auto signature = base64(line.mid(space + 1));
        if (!signature || signature->size() != 4 + core::kEd25519SignatureBytes)
            continue;
        for (const TrustKey &key : keys) {
            // A log's checkpoints are signed under its own name.
            if (key.name != name || name != opened.checkpoint.origin ||
                keyId(key.name, key.publicKey) != signature->left(4))
                continue;
            if (core::ed25519Verify(key.publicKey, body, signature->mid(4))) {
                opened.state = OpenedNote::State::Good;
                return opened;
            }
            opened.state = OpenedNote::State::Forged;
        }
    }
    return opened;
}

} // namespace lastra::compliance
