#include "lastra/workflow/Review.h"

#include "lastra/deid/Pseudonym.h"
#include "lastra/workflow/Datasets.h"
#include "lastra/workflow/KeyCustody.h"

namespace lastra::workflow {
namespace {

using core::Result;

constexpr int kThumbnail = 128, kPicture = 512;

Result<std::vector<dicom::Series>> seriesOf(Workspace &ws, const QString &dataset,
                                            core::Work &work) {
    LASTRA_TRY(files, ws.library().datasetFiles(dataset));
    QStringList paths;
    for (const archive::FileEntry &file : files)
        paths << file.where;
    LASTRA_TRY(all, seriesOfPaths(paths, work));
    std::erase_if(all, [](const dicom::Series &s) { return s.images == 0; });
    return all;
}

// Image `index` (from 0) of the series counts through the frames of its files.
ReviewImage draw(const dicom::Series &series, int index, int side) {
    ReviewImage out;
    out.series = series.first().modality;
    if (series.first().seriesNumber)
        out.series += u' ' + QString::number(*series.first().seriesNumber);
    out.image = index + 1;
    out.images = series.images;
    for (const dicom::Header &file : series.files) {
        const int frames = std::max(1, file.frames);
        if (index < frames) {
            out.picture = archive::drawThumbnail(file.path, index, side);
            break;
        }
        index -= frames;
    }
    return out;
}

} // namespace

Result<ReviewSheet> reviewSheet(Workspace &ws, const QString &original, const QString &released,
                                int most, core::Work &work) {
    LASTRA_TRY(after, seriesOf(ws, released, work));
    LASTRA_TRY(before, seriesOf(ws, original, work));
    LASTRA_TRY(key, keptKey(ws)); // without it the released images stand alone
    ReviewSheet sheet;
    const int each = after.empty() ? 0 : std::clamp(most / int(after.size()), 1, 3);
    for (const dicom::Series &series : after) {
        const int last = series.images - 1;
        std::vector<int> places{last / 2};
        if (each == 3)
            places = {0, last / 2, last};
        else if (each == 2)
            places = {0, last / 2};
        places.erase(std::unique(places.begin(), places.end()), places.end());
        for (int place : places) {
            LASTRA_CHECK(work.check());
            if (int(sheet.images.size()) >= most)
                return sheet;
            ReviewImage image = draw(series, place, kThumbnail);
            if (image.picture.width > 0)
                sheet.images.push_back(std::move(image));
        }
        if (!key || sheet.after.picture.width > 0)
            continue;
        // The same series as it came: its UID maps to this one's.
        const auto source = std::find_if(before.begin(), before.end(), [&](const auto &s) {
            return QString::fromLatin1(deid::mapUid(*key, s.first().seriesUid.toLatin1())) ==
                       series.first().seriesUid &&
                   s.images == series.images;
        });
        if (source == before.end())
            continue;
        sheet.before = draw(*source, last / 2, kPicture);
        sheet.after = draw(series, last / 2, kPicture);
    }
    return sheet;
}

} // namespace lastra::workflow
