#pragma once
// What a person looks through before signing a de-identified dataset.

#include "lastra/archive/Archive.h"
#include "lastra/workflow/Workspace.h"

#include <vector>

namespace lastra::workflow {

struct ReviewImage {
    QString series;            // "CT 2"
    int image = 0, images = 0; // from 1, in the order the series is read
    archive::Thumbnail picture;
};

struct ReviewSheet {
    std::vector<ReviewImage> images;
    // One image of the first series that has one, as it came and as it is released; empty while the
    // key that ties the two lies with its keeper.
    ReviewImage before, after;
};

// First, middle and last image of every released series, fewer when there are many series: at most
// `most` in all, series that cannot be decoded left out. "archive.notFound" [dataset].
[[nodiscard]] core::Result<ReviewSheet> reviewSheet(Workspace &ws, const QString &original,
                                                    const QString &released, int most,
                                                    core::Work &work);

} // namespace lastra::workflow
