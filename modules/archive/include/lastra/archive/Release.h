#pragma once
// What an Archive does with a ticket before anything leaves.

#include "lastra/archive/ReleaseTicket.h"
#include "lastra/core/Result.h"
#include "lastra/core/Work.h"

#include <QByteArrayView>

#include <functional>
#include <vector>

namespace lastra::archive {

struct ReleasedFile {
    QString relative, path;
    qint64 size = 0;
    QByteArray sha256; // hex
};

// Reads every file under the folder and holds it against the ticket: exactly the files the gate
// decided about, with the same bytes, no link among them. bytes() sees each file's content in the
// same reading; index is the file's place in the answer. Errors: archive.ticketInvalid,
// archive.ticketMismatch, archive.empty, archive.unreadable.
[[nodiscard]] core::Result<std::vector<ReleasedFile>>
checkRelease(const QString &folder, const ReleaseTicket &ticket, core::Work &work,
             const std::function<void(size_t index, QByteArrayView bytes)> &bytes = {});

} // namespace lastra::archive
