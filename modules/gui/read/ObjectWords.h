#pragma once
// What to say of a series that has nothing to show as a picture.

#include "lastra/dicom/Series.h"

#include <QCoreApplication>

namespace lastra::gui {

class ObjectWords {
    Q_DECLARE_TR_FUNCTIONS(lastra::gui::ObjectWords)
public:
    QString name; // "RT Structure Set"
    QString why;  // one sentence: what it holds, and that it holds no image
    // Empty for a series of images.
    [[nodiscard]] static ObjectWords of(const dicom::Series &series);
};

} // namespace lastra::gui
