#pragma once
// Which parts of a site answer, before anybody signs in.

#include "lastra/core/Work.h"
#include "lastra/workflow/Site.h"

#include <optional>
#include <vector>

namespace lastra::workflow {

struct PartAnswer {
    enum class Part { Identity, Archive, Queue };
    Part part = Part::Identity;
    QString host;
    QString note;                       // "XNAT 1.8.10, TLS 1.3" of one that answers
    std::optional<core::Error> problem; // why it does not: net's errors, "xnat.notXnat" [host]
};

// Asks each remote part once and sends nothing of a person or of data; empty where all is local.
// Each answer is waited for ten seconds at most.
[[nodiscard]] std::vector<PartAnswer> askSite(const Site &site, core::Work &work);

} // namespace lastra::workflow
