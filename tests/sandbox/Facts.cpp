#include "Facts.h"

#include "lastra/compliance/Facts.h"
#include "lastra/core/Home.h"
#include "lastra/core/Json.h"
#include "lastra/deid/Policy.h"

#include <QJsonArray>

namespace lastra::sandbox {

bool writeFacts(const QString &path) {
    using compliance::Value;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QDateTime year = now.addDays(365), start = now.addDays(-30);
    const std::pair<const char *, Value> values[] = {
        {"dataset.origin", "own_clinic"},
        {"dataset.role", "research"},
        {"dataset.label", 3},
        {"dataset.has_omics", false},
        {"purpose.text", "Trying the way to the cloud with invented persons"},
        {"retention.end", year},
        {"deletion.due", false},
        {"legal.art6", "6(1)(e)"},
        {"legal.art9", "9(2)(j)"},
        {"controller.name", "Ospedale Inventato"},
        {"controller.country", "IT"},
        {"controller.is_pa", false},
        {"steward.id", "steward-1"},
        {"joint.controllers", false},
        {"route.it", "110"},
        {"route.dpia_published", true},
        {"route.garante_days", 60},
        {"ethics.opinion", "favourable"},
        {"ethics.review_due", year},
        {"notice.ref", "notice-1"},
        {"optout.checked_at", now},
        {"optout.hits", 0},
        {"dpia.screening", "required"},
        {"dpia.ref", "dpia-1"},
        {"dpia.review_due", year},
        {"dpia.scope_ok", true},
        {"ropa.ref", "ropa-1"},
        {"minim.forbidden", 0},
        {"minim.extra", 0},
        {"dpa.ref", "dpa-1"},
        {"dpa.signed_controller", true},
        {"dpa.signed_processor", true},
        {"dpa.start", start},
        {"dpa.end", year},
        {"dpa.covers_dataset", true},
        {"dpa.sites", QStringList{QStringLiteral("bologna")}},
        {"tou.version", "1"},
        {"service.tou_current", "1"},
        {"cert.end", year},
        {"cert.scope_ok", true},
        // The steward looked at every image for text in the pixels.
        {"pixel.coverage", 1},
        {"pixel.text_hits", 0},
        {"key.keeper", "keeper-1"},
        {"key.in_tenancy", false},
        {"dest.site_verified", true},
        {"copies.countries", QStringList{QStringLiteral("IT")}},
        {"copies.complete", true},
        {"access.third_country", false},
        {"disk.encrypted", true},
        {"device.managed", true},
        {"xnat.members_outside", 0},
        {"login.mfa", true},
        {"clock.skew_s", 1},
        {"duty.assessor", "assessor-1"},
        {"duty.implementer", "implementer-1"},
        {"duty.approver", "approver-1"},
        {"risk.assessment_ref", "risk-1"},
        {"risk.treatment_ref", "treatment-1"},
        {"risk.review_due", year},
        {"incident.open", 0},
        {"log.anchor_ok", true},
        {"log.anchor_age_d", 1},
    };
    QJsonArray facts;
    for (const auto &[name, value] : values)
        facts.append(QJsonObject{{QStringLiteral("name"), QLatin1String(name)},
                                 {QStringLiteral("value"), value.toJson()}});
    return bool(
        core::writeJsonObject(path, {{QStringLiteral("role"), QStringLiteral("data steward")},
                                     {QStringLiteral("facts"), facts}}));
}

bool writePolicy(const QString &path) {
    auto policy = core::readJsonObject(core::resource(QStringLiteral("compliance/policy.json")));
    const auto research = deid::Policy::load(QStringLiteral("research"));
    if (!policy || !research)
        return false;
    policy->insert(QStringLiteral("profileDigest"),
                   QStringLiteral("sha256:") + QString::fromLatin1(research->digest));
    return bool(core::writeJsonObject(path, *policy));
}

} // namespace lastra::sandbox
