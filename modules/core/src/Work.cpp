#include "lastra/core/Work.h"

namespace lastra::core {

QString Error::toLog() const {
    // Not the arguments: they name files, people's folders and data sets, for the sentence alone.
    QString line = QString::fromLatin1(code);
    if (!detail.isEmpty())
        line += QStringLiteral(": ") + detail;
    if (cause)
        line += QStringLiteral(" <- ") + cause->toLog();
    return line;
}

void Work::begin(Unit unit, qint64 total, QString stage) {
    const std::lock_guard lock(m_mutex);
    m_unit = unit;
    m_stage = std::move(stage);
    m_startMs = m_clock.elapsed();
    m_total.store(total);
    m_done.store(0);
}

Done Work::check() const {
    if (cancelled())
        return fail("core.cancelled");
    return {};
}

Progress Work::progress() const {
    const std::lock_guard lock(m_mutex);
    Progress p{m_unit, m_done.load(), m_total.load(), 0, -1, m_stage};
    const double seconds = double(m_clock.elapsed() - m_startMs) / 1000.0;
    if (seconds > 0)
        p.rate = double(p.done) / seconds;
    if (p.total >= 0 && p.rate > 0 && seconds >= 2)
        p.secondsLeft = double(std::max<qint64>(0, p.total - p.done)) / p.rate;
    return p;
}

} // namespace lastra::core
