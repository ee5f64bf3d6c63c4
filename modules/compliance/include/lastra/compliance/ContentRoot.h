#pragma once
// One digest over a dataset's bytes and names: the RFC 6962 tree over the lines
// "sha256-hex SP size SP relative-path", paths in Unicode NFC sorted by their UTF-8 bytes, regular
// files only.

#include "lastra/core/Digest.h"
#include "lastra/core/Work.h"

#include <vector>

namespace lastra::compliance {

struct ContentRoot {
    QString root; // "sha256:..."
    qint64 files = 0, bytes = 0;
};

// Reads every file once, several at a time. "compliance.contentLink" [name] for a link or special
// file, "compliance.contentChanged" [name] when a file changes while it is read,
// "compliance.contentEmpty" [folder], core's file errors, "core.cancelled".
[[nodiscard]] core::Result<ContentRoot> contentRoot(const QString &folder, core::Work &work);

// The tree itself, also the audit log's: leaf = SHA-256(0x00 || bytes), node = SHA-256(0x01 || l ||
// r).
[[nodiscard]] core::Sha256 leafHash(QByteArrayView bytes);
[[nodiscard]] core::Sha256 nodeHash(const core::Sha256 &left, const core::Sha256 &right);
// Of no leaves: SHA-256 of nothing.
[[nodiscard]] core::Sha256 treeRoot(const std::vector<core::Sha256> &leaves);

// Grows a leaf at a time, holding only log2(n) hashes.
class GrowingTree {
public:
    void add(const core::Sha256 &leaf);
    [[nodiscard]] qint64 size() const { return m_size; }
    [[nodiscard]] core::Sha256 root() const;

private:
    std::vector<core::Sha256> m_peaks; // of full subtrees, largest first
    qint64 m_size = 0;
};

} // namespace lastra::compliance
