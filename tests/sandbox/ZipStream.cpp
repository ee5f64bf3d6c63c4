#include "ZipStream.h"

#include <QFile>
#include <QFileInfo>

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace lastra::sandbox {

bool writeZip(const QList<QPair<QString, QString>> &members, const Write &write) {
    const std::unique_ptr<archive, decltype(&archive_write_free)> zip(archive_write_new(),
                                                                      &archive_write_free);
    archive_write_set_format_zip(zip.get());
    archive_write_set_options(zip.get(), "zip:compression=store");
    archive_write_set_bytes_per_block(zip.get(), 1 << 18);
    archive_write_set_bytes_in_last_block(zip.get(), 1);
    Write sink = write;
    if (archive_write_open(
            zip.get(), &sink, nullptr,
            [](archive *, void *sinkPointer, const void *data, size_t size) -> la_ssize_t {
                return (*static_cast<Write *>(sinkPointer))(static_cast<const char *>(data), size)
                           ? la_ssize_t(size)
                           : -1;
            },
            nullptr) != ARCHIVE_OK)
        return false;
    for (const auto &[name, path] : members) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(
            archive_entry_new(), &archive_entry_free);
        archive_entry_set_pathname_utf8(entry.get(), name.toUtf8().constData());
        archive_entry_set_size(entry.get(), file.size());
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        if (archive_write_header(zip.get(), entry.get()) != ARCHIVE_OK)
            return false;
        QByteArray block(1 << 18, Qt::Uninitialized);
        qint64 got = 0;
        while ((got = file.read(block.data(), block.size())) > 0)
            if (archive_write_data(zip.get(), block.constData(), size_t(got)) < 0)
                return false;
    }
    return archive_write_close(zip.get()) == ARCHIVE_OK;
}

bool readZip(const QString &zipFile, const std::function<QString()> &temporaryFile,
             const std::function<bool(const QString &, const QString &)> &member) {
    const std::unique_ptr<archive, decltype(&archive_read_free)> zip(archive_read_new(),
                                                                     &archive_read_free);
    archive_read_support_format_zip_seekable(zip.get());
    if (archive_read_open_filename(zip.get(), zipFile.toLocal8Bit().constData(), 1 << 18) !=
        ARCHIVE_OK)
        return false;
    archive_entry *entry = nullptr;
    int result = ARCHIVE_OK;
    while ((result = archive_read_next_header(zip.get(), &entry)) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG)
            continue;
        const QString name = QString::fromUtf8(archive_entry_pathname(entry));
        const QString path = temporaryFile();
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            return false;
        const void *data = nullptr;
        size_t size = 0;
        la_int64_t offset = 0;
        int read = ARCHIVE_OK;
        while ((read = archive_read_data_block(zip.get(), &data, &size, &offset)) == ARCHIVE_OK)
            file.write(static_cast<const char *>(data), qint64(size));
        file.close();
        if (read != ARCHIVE_EOF || !member(name, path)) {
            QFile::remove(path);
            return false;
        }
        QFile::remove(path); // when the member was not taken
    }
    return result == ARCHIVE_EOF;
}

} // namespace lastra::sandbox
