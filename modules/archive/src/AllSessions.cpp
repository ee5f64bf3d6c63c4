#include "lastra/archive/AllSessions.h"

#include <QSet>

namespace lastra::archive {

namespace {
// A page may hold none of its own when a server lists other things between the sessions.
constexpr int kMostBarrenPages = 100;
} // namespace

core::Result<std::vector<Session>> allSessions(Archive &archive, SessionQuery query,
                                               core::Work &work) {
    std::vector<Session> all;
    QSet<QString> seen;
    int barren = 0;
    for (bool more = true; more; query.offset += query.limit) {
        LASTRA_CHECK(work.check());
        LASTRA_TRY(page, archive.sessions(query, work));
        const qsizetype before = seen.size();
        for (Session &session : page.sessions) {
            const qsizetype known = seen.size();
            seen.insert(session.id);
            if (seen.size() > known)
                all.push_back(std::move(session));
        }
        const bool repeated = !page.sessions.empty() && seen.size() == before;
        barren = page.sessions.empty() ? barren + 1 : 0;
        more = page.more && !repeated && barren < kMostBarrenPages;
    }
    return all;
}

} // namespace lastra::archive
