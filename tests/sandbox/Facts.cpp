#include "Facts.h"

#include "lastra/compliance/Facts.h"
#include "lastra/core/AtomicFile.h"
#include "lastra/core/Home.h"
#include "lastra/core/Json.h"
#include "lastra/deid/Policy.h"

#include <QFileInfo>
#include <QJsonArray>

namespace lastra::sandbox {

namespace {

// What the institute's controller lets the steward state until Lastra or a service can answer it:
// its own policy says so by name.
const std::pair<const char *, compliance::Value> *stewardFacts(size_t &count) {
    using compliance::Value;
    static const std::pair<const char *, Value> kFacts[] = {
        {"dataset.origin", "own_clinic"},
        {"dataset.label", 3},
        {"optout.checked_at", QDateTime::currentDateTimeUtc()},
        {"optout.hits", 0},
        {"minim.forbidden", 0},
        {"minim.extra", 0},
        // The steward looked at every image for text in the pixels.
        {"pixel.coverage", 1},
        {"pixel.text_hits", 0},
        {"dest.site_verified", true},
        {"disk.encrypted", true},
        {"device.managed", true},
        {"xnat.members_outside", 0},
        {"login.mfa", true},
        {"clock.skew_s", 1},
        {"log.anchor_ok", true},
        {"log.anchor_age_d", 1},
    };
    count = std::size(kFacts);
    return kFacts;
}

} // namespace

bool writeFacts(const QString &path) {
    using compliance::Value;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QDateTime year = now.addDays(365), start = now.addDays(-30);
    struct Stated {
        const char *role, *name;
        Value value;
        const char *paper = nullptr; // lies beside the facts
    };
    const char *const controller = "controller", *const researcher = "researcher";
    const char *const cloud = "INFN EPIC Cloud";
    std::vector<Stated> all{
        {controller, "dataset.has_omics", false},
        {controller, "purpose.text", "Trying the way to the cloud with invented persons"},
        {controller, "retention.end", year},
        {controller, "legal.art6", "6(1)(e)"},
        {controller, "legal.art9", "9(2)(j)"},
        {controller, "controller.name", "Ospedale Inventato"},
        {controller, "controller.country", "IT"},
        {controller, "controller.is_pa", false},
        {controller, "steward.id", "steward-1"},
        {controller, "joint.controllers", false},
        {controller, "route.it", "110"},
        {controller, "route.dpia_published", true},
        {controller, "route.garante_days", 60},
        {controller, "ethics.opinion", "favourable", "ethics-opinion.txt"},
        {controller, "ethics.review_due", year, "ethics-opinion.txt"},
        {controller, "notice.ref", "notice-1", "notice.txt"},
        {controller, "dpia.screening", "required"},
        {controller, "dpia.ref", "dpia-1", "dpia.txt"},
        {controller, "dpia.review_due", year, "dpia.txt"},
        {controller, "dpia.scope_ok", true, "dpia.txt"},
        {controller, "ropa.ref", "ropa-1"},
        {controller, "dpa.ref", "dpa-1", "agreement.txt"},
        {controller, "dpa.signed_controller", true, "agreement.txt"},
        {controller, "dpa.signed_processor", true, "agreement.txt"},
        {controller, "dpa.start", start, "agreement.txt"},
        {controller, "dpa.end", year, "agreement.txt"},
        {controller, "dpa.covers_dataset", true, "agreement.txt"},
        {controller, "dpa.sites", QStringList{QStringLiteral("bologna")}, "agreement.txt"},
        {researcher, "tou.version", "1"},
        {researcher, "service.tou_current", "1"},
        {cloud, "cert.end", year, "certificates.txt"},
        {cloud, "cert.scope_ok", true, "certificates.txt"},
        {controller, "key.keeper", "keeper-1"},
        {controller, "key.in_tenancy", false},
        {researcher, "copies.countries", QStringList{QStringLiteral("IT")}},
        {researcher, "copies.complete", true},
        {controller, "access.third_country", false},
        {controller, "duty.assessor", "assessor-1"},
        {controller, "duty.implementer", "implementer-1"},
        {controller, "duty.approver", "approver-1"},
        {controller, "risk.assessment_ref", "risk-1", "risk.txt"},
        {controller, "risk.treatment_ref", "treatment-1", "risk.txt"},
        {controller, "risk.review_due", year, "risk.txt"},
        {controller, "incident.open", 0},
    };
    size_t count = 0;
    const auto *steward = stewardFacts(count);
    for (size_t i = 0; i < count; ++i)
        all.push_back({"data steward", steward[i].first, steward[i].second});
    QJsonArray facts;
    for (const Stated &stated : all) {
        QJsonObject row{{QStringLiteral("role"), QLatin1String(stated.role)},
                        {QStringLiteral("name"), QLatin1String(stated.name)},
                        {QStringLiteral("value"), stated.value.toJson()}};
        if (stated.paper) {
            const QString paper = QLatin1String(stated.paper);
            if (!core::AtomicFile::writeAll(
                    QFileInfo(path).absolutePath() + u'/' + paper,
                    "An invented paper of an invented institute: " + paper.toUtf8() + '\n'))
                return false;
            row.insert(QStringLiteral("document"), paper);
        }
        facts.append(row);
    }
    return bool(core::writeJsonObject(path, {{QStringLiteral("facts"), facts}}));
}

bool writePolicy(const QString &path) {
    auto policy = core::readJsonObject(core::resource(QStringLiteral("compliance/policy.json")));
    const auto research = deid::Policy::load(QStringLiteral("research"));
    if (!policy || !research)
        return false;
    policy->insert(QStringLiteral("profileDigest"),
                   QStringLiteral("sha256:") + QString::fromLatin1(research->digest));
    QJsonObject stated;
    size_t count = 0;
    const auto *steward = stewardFacts(count);
    for (size_t i = 0; i < count; ++i)
        stated.insert(QLatin1String(steward[i].first), QStringLiteral("data steward"));
    policy->insert(QStringLiteral("stated"), stated);
    return bool(core::writeJsonObject(path, *policy));
}

} // namespace lastra::sandbox
