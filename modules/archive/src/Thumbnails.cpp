#include "Library.h"

#include "lastra/dicom/SeriesReader.h"
#include "lastra/imaging/Thumbnail.h"

namespace lastra::archive {
namespace {

constexpr int kSide = 96;

// ITU-R BT.601 luma.
Thumbnail greyOf(const imaging::RgbImage &image) {
    Thumbnail out{image.width, image.height, QByteArray(image.width * image.height, '\0')};
    for (qsizetype i = 0; i < out.grey.size(); ++i) {
        const uint8_t *pixel = image.pixels.data() + 3 * i;
        out.grey[i] = char((299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2]) / 1000);
    }
    return out;
}

} // namespace

Thumbnail drawThumbnail(const QString &path, int frame, int side) {
    const auto image = dicom::decodeFrame(path, frame);
    if (!image)
        return {};
    if (image->isColour())
        return greyOf(imaging::thumbnail(image->pictures.front(), side));
    if (image->volume.isNull())
        return {};
    const imaging::GreyImage grey = imaging::thumbnail(image->volume, 0, image->voi, side);
    return {grey.width, grey.height,
            QByteArray(reinterpret_cast<const char *>(grey.pixels.data()),
                       qsizetype(grey.pixels.size()))};
}

core::Result<Thumbnail> LocalArchive::thumbnail(const QString &session, const QString &scan,
                                                core::Work &work) {
    LASTRA_CHECK(work.check());
    bool found = false, made = false;
    Thumbnail kept;
    LASTRA_CHECK(
        m_impl->db().query("SELECT width, height, thumbnail FROM scan WHERE session = ?1"
                           " AND id = ?2",
                           {session, scan}, [&](const auto &row) {
                               found = true;
                               made = !row.isNull(0);
                               if (made)
                                   kept = {int(row.integer(0)), int(row.integer(1)), row.blob(2)};
                               return false;
                           }));
    if (!found)
        return core::fail("archive.notFound", {scan});
    if (made)
        return kept;
    QString path;
    int frames = 1;
    LASTRA_CHECK(m_impl->db().query(
        "SELECT path, frames FROM file WHERE session = ?1 AND scan = ?2 AND frames > 0 ORDER BY"
        " instance, path LIMIT 1 OFFSET (SELECT count(*) / 2 FROM file WHERE session = ?1 AND scan"
        " = ?2 AND frames > 0)",
        {session, scan}, [&](const auto &row) {
            path = m_impl->folder + '/' + row.text(0);
            frames = int(row.integer(1));
            return false;
        }));
    // Nothing to show is remembered as well: a series that cannot be decoded is tried once.
    const Thumbnail thumbnail =
        path.isEmpty() ? Thumbnail() : drawThumbnail(path, frames / 2, kSide);
    LASTRA_CHECK(
        m_impl->db().execute("UPDATE scan SET width = ?3, height = ?4, thumbnail = ?5"
                             " WHERE session = ?1 AND id = ?2",
                             {session, scan, thumbnail.width, thumbnail.height, thumbnail.grey}));
    return thumbnail;
}

} // namespace lastra::archive
