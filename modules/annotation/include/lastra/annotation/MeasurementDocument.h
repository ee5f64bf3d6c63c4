#pragma once
// The measurements of one series with undo and redo, and the file they rest in.
// Errors: "annotation.fileInvalid" [name] (not one of ours; left as it is), and core's.

#include "lastra/annotation/Measurement.h"
#include "lastra/core/Result.h"

#include <functional>
#include <memory>

namespace lastra::annotation {

class MeasurementDocument {
public:
    using Item = std::shared_ptr<const Measurement>;
    using List = std::vector<Item>;

    [[nodiscard]] const List &items() const { return m_now; }
    [[nodiscard]] Item find(const QString &id) const;

    void add(Measurement measurement);
    // Same id, other content. Edits of one drag share a gesture number and undo as one; 0: on its
    // own.
    void replace(Measurement measurement, int gesture = 0);
    void remove(const QString &id);
    // Measures again what awaits voxels, in the steps to undo and redo as well: no step of its own.
    void measureAwaiting(const imaging::Volume &volume);

    [[nodiscard]] bool canUndo() const { return !m_undo.empty(); }
    [[nodiscard]] bool canRedo() const { return !m_redo.empty(); }
    void undo();
    void redo();

    // Called after every change with the document already changed. One listener.
    void onChanged(std::function<void()> changed) { m_changed = std::move(changed); }

    [[nodiscard]] QByteArray toBytes() const;
    // Replaces everything, forgets undo. On an error the document stays as it was.
    core::Done fromBytes(const QByteArray &bytes, const QString &name);
    // Atomic: the old file stays whole until the new one is.
    [[nodiscard]] core::Done save(const QString &path) const;
    // A missing file is an empty document.
    core::Done load(const QString &path);

private:
    void change(List next, int gesture);
    List m_now;
    std::vector<List> m_undo, m_redo;
    int m_gesture = 0;
    std::function<void()> m_changed;
};

} // namespace lastra::annotation
