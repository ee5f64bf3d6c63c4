#pragma once
#include "Connection.h"

#include <optional>

namespace lastra::xnat {

// A file as the server's list tells it.
struct RemoteFile {
    QString scan, collection, name;
    qint64 size = archive::kUnknown;
    QByteArray md5;  // hex; empty when the server has none
    QByteArray path; // encoded, below the server's address
};

struct XnatArchive::Impl {
    explicit Impl(XnatOptions options) : connection(std::move(options)) {}

    Connection connection;

    // All files of the scans of a session; scan empty: of all.
    core::Result<std::vector<RemoteFile>> listFiles(const QString &session, const QString &scan,
                                                    core::Work &work);
    core::Result<QStringList> writableProjects(core::Work &work);
    // The session of that label, or of that Study Instance UID when label is empty.
    core::Result<std::optional<archive::Session>> find(const QString &project, const QString &label,
                                                       const QString &uid, core::Work &work);
};

[[nodiscard]] archive::Session sessionOf(const Row &row, const QString &host);

} // namespace lastra::xnat
