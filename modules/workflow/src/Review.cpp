#include "lastra/workflow/Review.h"

#include "lastra/deid/Pseudonym.h"
#include "lastra/workflow/Datasets.h"
#include "lastra/workflow/KeyCustody.h"

namespace lastra::workflow {
namespace {

using core::Result;

constexpr int kPicture = 512;

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
archive::Thumbnail draw(const dicom::Series &series, int index) {
    for (const dicom::Header &file : series.files) {
        const int frames = std::max(1, file.frames);
        if (index < frames)
            return archive::drawThumbnail(file.path, index, kPicture);
        index -= frames;
    }
    return {};
}

QString nameOf(const dicom::Header &first) {
    return first.seriesNumber ? first.modality + u' ' + QString::number(*first.seriesNumber)
                              : first.modality;
}

} // namespace

Result<std::vector<ReviewImage>> reviewSheet(Workspace &ws, const QString &original,
                                             const QString &released, int most, core::Work &work) {
    LASTRA_TRY(after, seriesOf(ws, released, work));
    LASTRA_TRY(before, seriesOf(ws, original, work));
    LASTRA_TRY(key, keptKey(ws)); // without it the released images stand alone
    std::vector<ReviewImage> sheet;
    const int each = after.empty() ? 0 : std::clamp(most / int(after.size()), 1, 3);
    for (const dicom::Series &series : after) {
        // The same series as it came: its UID maps to this one's.
        const auto source = std::find_if(before.begin(), before.end(), [&](const auto &s) {
            return key && s.images == series.images &&
                   QString::fromLatin1(deid::mapUid(*key, s.first().seriesUid.toLatin1())) ==
                       series.first().seriesUid;
        });
        const int last = series.images - 1;
        std::vector<int> places{last / 2};
        if (each == 3)
            places = {0, last / 2, last};
        else if (each == 2)
            places = {0, last / 2};
        places.erase(std::unique(places.begin(), places.end()), places.end());
        for (int place : places) {
            LASTRA_CHECK(work.check());
            if (int(sheet.size()) >= most)
                return sheet;
            ReviewImage image{
                nameOf(series.first()), place + 1, series.images, {}, draw(series, place)};
            if (image.after.width == 0)
                continue;
            if (source != before.end())
                image.before = draw(*source, place);
            sheet.push_back(std::move(image));
        }
    }
    return sheet;
}

} // namespace lastra::workflow
