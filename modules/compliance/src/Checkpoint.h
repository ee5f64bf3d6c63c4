#pragma once
// Checkpoints: C2SP signed notes (origin, size, base64 root, blank line, Ed25519 signature lines).

#include "lastra/core/Digest.h"
#include "lastra/core/SecretBytes.h"

#include <optional>
#include <vector>

namespace lastra::compliance {

struct Checkpoint {
    QByteArray origin;
    qint64 size = 0;
    core::Sha256 root{};

    [[nodiscard]] QByteArray body() const;
    [[nodiscard]] QByteArray sign(const core::SecretBytes &seed) const;
};

struct TrustKey {
    QByteArray name, publicKey;
    // "name+id+key", the form a trust file holds.
    [[nodiscard]] QByteArray write() const;
    [[nodiscard]] static std::vector<TrustKey> read(const QByteArray &file);
};

struct OpenedNote {
    enum class State { Unreadable, KeyUnknown, Forged, Good };
    State state = State::Unreadable;
    Checkpoint checkpoint;
};
[[nodiscard]] OpenedNote openNote(const QByteArray &note, const std::vector<TrustKey> &keys);

} // namespace lastra::compliance
