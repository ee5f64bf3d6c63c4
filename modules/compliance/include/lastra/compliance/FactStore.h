#pragma once
// The facts of all datasets, with their whole history (nothing is overwritten). One SQLite file;
// thread-safe. Errors: core's database errors, "compliance.factInvalid" [name],
// "compliance.sourceReserved" [source] for a statement in the program's own name.

#include "lastra/compliance/Facts.h"

#include <memory>

namespace lastra::compliance {

class FactStore {
public:
    [[nodiscard]] static core::Result<std::unique_ptr<FactStore>> open(const QString &path);
    ~FactStore();

    // The random urn:uuid a dataset is called in facts, log and reports. `handle` is the
    // program's own handle of the dataset (a folder or archive id) and stays in this file.
    [[nodiscard]] core::Result<QString> datasetFor(const QString &handle);
    core::Done add(const QString &dataset, const std::vector<Fact> &facts);
    // Current facts: the newest of each name and source.
    [[nodiscard]] core::Result<Facts> facts(const QString &dataset);
    // Every fact ever stored under that name, newest first.
    [[nodiscard]] core::Result<std::vector<Fact>> history(const QString &dataset,
                                                          const QString &name);
    [[nodiscard]] core::Result<QStringList> datasets();

private:
    FactStore();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace lastra::compliance
