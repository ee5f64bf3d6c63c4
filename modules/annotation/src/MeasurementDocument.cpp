#include "lastra/annotation/MeasurementDocument.h"

#include "lastra/core/AtomicFile.h"
#include "lastra/core/Json.h"

#include <QFileInfo>

#include <algorithm>
#include <unordered_map>

namespace lastra::annotation {
namespace {

constexpr int kVersion = 1;
constexpr qsizetype kMaxItems = 100'000;
constexpr size_t kMaxUndo = 500;
const QLatin1String kFormat("lastra-measurements");

} // namespace

MeasurementDocument::Item MeasurementDocument::find(const QString &id) const {
    const auto found =
        std::find_if(m_now.begin(), m_now.end(), [&](const Item &item) { return item->id == id; });
    return found == m_now.end() ? nullptr : *found;
}

void MeasurementDocument::change(List next, int gesture) {
    // The items are shared and never changed, so a whole list per step costs a few pointers.
    if (gesture == 0 || gesture != m_gesture) {
        m_undo.push_back(std::move(m_now));
        if (m_undo.size() > kMaxUndo)
            m_undo.erase(m_undo.begin());
    }
    m_gesture = gesture;
    m_now = std::move(next);
    m_redo.clear();
    if (m_changed)
        m_changed();
}

void MeasurementDocument::add(Measurement measurement) {
    List next = m_now;
    next.push_back(std::make_shared<const Measurement>(std::move(measurement)));
    change(std::move(next), 0);
}

void MeasurementDocument::replace(Measurement measurement, int gesture) {
    List next = m_now;
    for (Item &item : next)
        if (item->id == measurement.id) {
            item = std::make_shared<const Measurement>(std::move(measurement));
            change(std::move(next), gesture);
            return;
        }
}

void MeasurementDocument::remove(const QString &id) {
    List next = m_now;
    if (std::erase_if(next, [&](const Item &item) { return item->id == id; }) > 0)
        change(std::move(next), 0);
}

void MeasurementDocument::measureAwaiting(const imaging::Volume &volume) {
    // Lists share their items: each is measured once and takes its place everywhere.
    std::unordered_map<Item, Item> again;
    const auto measure = [&](List &list) {
        bool any = false;
        for (Item &item : list) {
            if (!item->awaiting)
                continue;
            Item &known = again[item];
            if (!known) {
                const auto m = movedTo(*item, item->points, volume);
                known =
                    m.toJson() == item->toJson() ? item : std::make_shared<const Measurement>(m);
            }
            any |= known != item;
            item = known;
        }
        return any;
    };
    for (List &list : m_undo)
        measure(list);
    for (List &list : m_redo)
        measure(list);
    if (measure(m_now) && m_changed)
        m_changed();
}

void MeasurementDocument::undo() {
    if (m_undo.empty())
        return;
    m_redo.push_back(std::move(m_now));
    m_now = std::move(m_undo.back());
    m_undo.pop_back();
    m_gesture = 0;
    if (m_changed)
        m_changed();
}

void MeasurementDocument::redo() {
    if (m_redo.empty())
        return;
    m_undo.push_back(std::move(m_now));
    m_now = std::move(m_redo.back());
    m_redo.pop_back();
    m_gesture = 0;
    if (m_changed)
        m_changed();
}

QByteArray MeasurementDocument::toBytes() const {
    QJsonArray items;
    for (const Item &item : m_now)
        items.append(item->toJson());
    const QJsonObject whole{{"format", kFormat}, {"version", kVersion}, {"measurements", items}};
    return QJsonDocument(whole).toJson(QJsonDocument::Indented);
}

core::Done MeasurementDocument::fromBytes(const QByteArray &bytes, const QString &name) {
    LASTRA_TRY(whole, core::parseJsonObject(bytes, name));
    const QJsonArray items = whole["measurements"].toArray();
    if (whole["format"].toString() != kFormat || whole["version"].toInt() != kVersion ||
        items.size() > kMaxItems)
        return core::fail("annotation.fileInvalid", {name});
    List read;
    for (const QJsonValue &item : items) {
        auto measurement = Measurement::fromJson(item.toObject());
        if (!measurement)
            return core::fail("annotation.fileInvalid", {name});
        read.push_back(std::make_shared<const Measurement>(std::move(*measurement)));
    }
    m_now = std::move(read);
    m_undo.clear();
    m_redo.clear();
    m_gesture = 0;
    if (m_changed)
        m_changed();
    return {};
}

core::Done MeasurementDocument::save(const QString &path) const {
    return core::AtomicFile::writeAll(path, toBytes());
}

core::Done MeasurementDocument::load(const QString &path) {
    if (!QFileInfo::exists(path))
        return fromBytes(MeasurementDocument().toBytes(), path);
    LASTRA_TRY(bytes, core::readFile(path, core::kMaxJsonBytes));
    return fromBytes(bytes, QFileInfo(path).fileName());
}

} // namespace lastra::annotation
