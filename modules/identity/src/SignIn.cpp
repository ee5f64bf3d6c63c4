#include "lastra/identity/SignIn.h"

#include "Flows.h"
#include "Profile.h"
#include "TokenVault.h"

#include <QRandomGenerator>
#include <QThread>

#include <map>
#include <mutex>

namespace lastra::identity {

namespace {

constexpr qint64 kRenewSeconds = 60;   // before the end, at least
constexpr int kRefusalsUntilAsked = 5; // some services say "gone" with an empty 400

core::Done waitReally(std::chrono::milliseconds time, core::Work &work) {
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < time.count()) {
        LASTRA_CHECK(work.check());
        QThread::msleep(ulong(std::min<qint64>(50, time.count() - timer.elapsed())));
    }
    return work.check();
}

// Wall time as the person's clock shows it, and a timer that no clock change can move.
struct CachedToken {
    AccessToken token;
    QDateTime renewAt;
    QElapsedTimer since;
    qint64 renewAfterMs = 0;

    [[nodiscard]] bool fresh(const QDateTime &now) const {
        return now < renewAt && since.elapsed() < renewAfterMs;
    }
};

} // namespace

struct SignIn::Impl {
    Impl(SiteIdentity given, Surroundings surroundings)
        : site(std::move(given)), around(std::move(surroundings)),
          service(site, around.http, around.clock),
          vault(site, around.secrets, around.stateFolder) {
        if (!around.wait)
            around.wait = waitReally;
    }

    core::Result<Account> finish(Granted granted, bool mayReplace, core::Work &work);
    core::Result<AccessToken> renew(const QString &audience, const QStringList &scopes,
                                    core::Work &work);
    core::Result<Tokens> refreshed(Record &record, const QString &audience,
                                   const QStringList &scopes, core::Work &work);
    AccessToken remember(const QString &key, const Tokens &tokens, const QStringList &scopes,
                         const QDateTime &asked);
    std::optional<AccessToken> cached(const QString &key);
    Account accountOf(const Record &record);
    static QString keyOf(const QString &audience, QStringList scopes) {
        scopes.sort();
        return audience + QLatin1Char('\n') + scopes.join(QLatin1Char(' '));
    }

    const SiteIdentity site;
    Surroundings around;
    Service service;
    TokenVault vault;
    std::mutex mutex; // of what follows
    std::map<QString, CachedToken> tokens;
    QDateTime newestExpires;
    int refusals = 0;
};

Account SignIn::Impl::accountOf(const Record &record) {
    const std::lock_guard guard(mutex);
    return {record.issuer, record.subject, record.name, record.groups,
            record.scopes, newestExpires,  record.acr,  vault.keptIn()};
}

AccessToken SignIn::Impl::remember(const QString &key, const Tokens &granted,
                                   const QStringList &scopes, const QDateTime &asked) {
    const qint64 life = granted.lifetimeSeconds;
    qint64 margin = std::max(kRenewSeconds, life / 10);
    // Many programs must not renew in the same second.
    margin += QRandomGenerator::global()->bounded(margin / 10 + 1);
    CachedToken entry;
    entry.token = {granted.access, granted.scopes.isEmpty() ? scopes : granted.scopes,
                   asked.addSecs(life)};
    entry.renewAt = asked.addSecs(life - margin);
    entry.renewAfterMs = (life - margin) * 1000;
    entry.since.start();
    const std::lock_guard guard(mutex);
    newestExpires = entry.token.expires;
    tokens[key] = entry;
    return entry.token;
}

std::optional<AccessToken> SignIn::Impl::cached(const QString &key) {
    const std::lock_guard guard(mutex);
    const auto found = tokens.find(key);
    if (found == tokens.end() || !found->second.fresh(around.clock->now()))
        return std::nullopt;
    return found->second.token;
}

core::Result<Account> SignIn::Impl::finish(Granted granted, bool mayReplace, core::Work &work) {
    LASTRA_TRY(where, service.endpoints(work));
    Record record;
    record.issuer = where.issuer;
    record.subject = granted.claims[QStringLiteral("sub")].toString();
    record.name = displayName(granted.claims);
    record.groups = groupsOf(granted.claims);
    record.acr = granted.claims[QStringLiteral("acr")].toString();
    record.scopes = granted.tokens.scopes.isEmpty() ? site.scopes : granted.tokens.scopes;
    record.refresh = granted.tokens.refresh;
    // More than the ID token says, when the service tells; its silence fails nothing.
    const auto info = service.userInfo(granted.tokens.access, work);
    if (info && !info->isEmpty()) {
        if ((*info)[QStringLiteral("sub")].toString() != record.subject)
            return core::fail("identity.tokenRejected", {site.site, QStringLiteral("sub")});
        record.name = displayName(*info);
        if (const QStringList groups = groupsOf(*info); !groups.isEmpty())
            record.groups = groups;
    }
    LASTRA_CHECK(work.check());
    LASTRA_TRY(lock, vault.lock(work));
    const auto before = vault.load();
    if (before && before->subject != record.subject && !mayReplace)
        return core::fail("identity.otherPerson", {record.name, before->name});
    vault.save(record);
    {
        const std::lock_guard guard(mutex);
        tokens.clear();
        refusals = 0;
    }
    remember(keyOf({}, {}), granted.tokens, record.scopes, granted.asked);
    return accountOf(record);
}

core::Result<Tokens> SignIn::Impl::refreshed(Record &record, const QString &audience,
                                             const QStringList &scopes, core::Work &work) {
    net::HeaderList form{{"grant_type", "refresh_token"},
                         {"client_id", site.clientId.toUtf8()},
                         {"refresh_token", record.refresh.view().toByteArray()}};
    if (!scopes.isEmpty())
        form.append({"scope", scopes.join(QLatin1Char(' ')).toUtf8()});
    const QString target = audience.isEmpty() ? site.audience : audience;
    if (!target.isEmpty()) {
        if (QUrl(target).scheme().startsWith(QStringLiteral("http")))
            form.append({"resource", target.toUtf8()});
        form.append({"audience", target.toUtf8()});
    }
    LASTRA_TRY(reply, service.token(form, work));
    if (!reply.tokens) {
        core::Error why = explainRefusal(reply, Asked::Refresh, site);
        const bool unclear = why.code == "identity.serviceError" && reply.status >= 400 &&
                             reply.status < 500 && reply.status != 408 && reply.status != 429;
        std::unique_lock guard(mutex);
        refusals = unclear ? refusals + 1 : refusals;
        if (unclear && refusals >= kRefusalsUntilAsked)
            why = core::Error{"identity.signInEnded", {site.site}, {}, nullptr};
        guard.unlock();
        // Only an explicit "gone" ends a sign-in for good; everything else may heal.
        if (why.code == "identity.signInEnded" && !unclear) {
            record.refresh = {};
            vault.save(record);
        }
        if (why.code == "identity.scopeMissing")
            why.arguments = {scopes.join(QLatin1Char(' '))};
        return tl::make_unexpected(std::move(why));
    }
    if (!reply.tokens->refresh.isEmpty()) {
        // Before anybody can use the new access token: a rotated token that is lost is the end.
        record.refresh = reply.tokens->refresh;
        vault.save(record);
    }
    if (!reply.tokens->id.isEmpty())
        LASTRA_CHECK(checkedClaims(service, site, *around.clock, *reply.tokens,
                                   {{}, record.subject, around.clock->now()}, work));
    return std::move(*reply.tokens);
}

core::Result<AccessToken> SignIn::Impl::renew(const QString &audience, const QStringList &scopes,
                                              core::Work &work) {
    const QString key = keyOf(audience, scopes);
    // One writer: whoever waited finds the token that the first one fetched.
    LASTRA_TRY(lock, vault.lock(work));
    if (const auto token = cached(key))
        return *token;
    // Another program may have renewed while we waited, so the store is read after the lock.
    LASTRA_TRY(record, vault.load());
    if (record.refresh.isEmpty())
        return core::fail("identity.signInEnded", {site.site});
    const QDateTime asked = around.clock->now();
    LASTRA_TRY(granted, refreshed(record, audience, scopes, work));
    {
        const std::lock_guard guard(mutex);
        refusals = 0;
    }
    return remember(key, granted, scopes.isEmpty() ? record.scopes : scopes, asked);
}

SignIn::SignIn(SiteIdentity site, Surroundings surroundings)
    : m_impl(std::make_unique<Impl>(std::move(site), std::move(surroundings))) {}
SignIn::~SignIn() = default;

core::Result<Account> SignIn::withBrowser(const BrowserOptions &options, core::Work &work) {
    const auto ask = [&](const QByteArray &prompt) {
        return browserFlow(m_impl->service, m_impl->site, *m_impl->around.clock, options, prompt,
                           work);
    };
    LASTRA_TRY(granted, ask(options.otherAccount ? "login" : ""));
    // OpenID Connect Core 11: a service may leave offline access out unless the person is asked for
    // it. IAM does not; asking there at once would be a page more at every sign-in.
    if (granted.tokens.refresh.isEmpty() &&
        m_impl->site.scopes.contains(QStringLiteral("offline_access"))) {
        LASTRA_TRY(asked, ask("consent"));
        granted = std::move(asked);
    }
    return m_impl->finish(std::move(granted), options.otherAccount, work);
}

core::Result<Account> SignIn::withDevice(const std::function<void(const DeviceCode &)> &show,
                                         core::Work &work) {
    LASTRA_TRY(granted, deviceFlow(m_impl->service, m_impl->site, *m_impl->around.clock,
                                   m_impl->around.wait, show, work));
    return m_impl->finish(std::move(granted), false, work);
}

core::Result<Account> SignIn::account() {
    LASTRA_TRY(record, m_impl->vault.load());
    return m_impl->accountOf(record);
}

core::Result<AccessToken> SignIn::accessToken(const QString &audience, const QStringList &scopes,
                                              core::Work &work) {
    auto token = m_impl->cached(Impl::keyOf(audience, scopes));
    if (!token) {
        LASTRA_TRY(renewed, m_impl->renew(audience, scopes, work));
        token = std::move(renewed);
    }
    for (const QString &scope : scopes) {
        if (!token->scopes.contains(scope))
            return core::fail("identity.scopeMissing", {scope});
    }
    return std::move(*token);
}

void SignIn::forgetAccessTokens() {
    const std::lock_guard guard(m_impl->mutex);
    m_impl->tokens.clear();
}

core::Result<SignedOut> SignIn::signOut(core::Work &work) {
    LASTRA_CHECK(work.check());
    LASTRA_TRY(lock, m_impl->vault.lock(work));
    SignedOut outcome;
    auto record = m_impl->vault.load();
    if (record && !record->refresh.isEmpty()) {
        const auto token = m_impl->cached(Impl::keyOf({}, {}));
        auto told = m_impl->service.revoke(record->refresh,
                                           token ? token->value : core::SecretBytes(), work);
        // A program that was just started has no access token to show with its request.
        if (told && !*told && !token)
            if (const auto fresh = m_impl->refreshed(*record, {}, {}, work))
                told = m_impl->service.revoke(record->refresh, fresh->access, work);
        outcome.serviceTold = told && *told;
    }
    forgetAccessTokens();
    LASTRA_CHECK(m_impl->vault.remove());
    return outcome;
}

} // namespace lastra::identity
