#pragma once
// What a run would change, before anything is written. Examples of source values are for the
// steward's eyes: shown in the window, never logged or stored.

#include "lastra/deid/Run.h"

namespace lastra::deid {

enum class Action { Remove, Empty, Replace, Keep, Clean, NewUid, Shift };
[[nodiscard]] QString letter(Action action); // X Z D K C U S

struct Change {
    dicom::Tag tag;
    QString name; // "Patient's Name"; "Private, GEMS_IDEN_01" for private ones
    QString path; // tags of the sequences around it, "(0040,0275) > "; empty at the top
    Action action = Action::Keep;
    QString why; // stable word: "basicProfile", "pseudonym", "longitudinal", "notInDictionary",
                 // "private", "safePrivate", "descriptor", "characteristics", "uid", "byVr",
                 // "project", "marker", "technical", "code"
    qint64 files = 0, changed = 0; // that hold it; in which its value becomes another
    QString before, after;         // of one file
};

struct Preview {
    std::vector<Change> changes; // by tag
    qint64 files = 0, subjects = 0, bytes = 0;
    qint64 subjectsEmptied = 0; // of which no file will be released
    qint64 toRelease = 0, toQuarantine = 0, toSkip = 0;
    QList<std::pair<QString, qint64>> reasons;
};

[[nodiscard]] core::Result<Preview> preview(const RunOptions &options, core::Work &work);

} // namespace lastra::deid
