#include "Command.h"

#include "lastra/workflow/Browser.h"
#include "lastra/workflow/Messages.h"
#include "lastra/workflow/SiteCheck.h"

#include <QJsonArray>

#include <cstdio>

namespace lastra::cli {
namespace {

core::Result<identity::SignIn *> signIn(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    if (!ws->signIn())
        return core::fail("workflow.noAccount", {ws->site().title});
    return ws->signIn();
}

Outcome shown(const identity::Account &account) {
    Outcome outcome;
    outcome.json = {{QStringLiteral("issuer"), account.issuer},
                    {QStringLiteral("subject"), account.subject},
                    {QStringLiteral("name"), account.name},
                    {QStringLiteral("groups"), QJsonArray::fromStringList(account.groups)},
                    {QStringLiteral("scopes"), QJsonArray::fromStringList(account.scopes)},
                    {QStringLiteral("expires"), account.expires.toUTC().toString(Qt::ISODate)},
                    {QStringLiteral("keptIn"), account.keptIn}};
    outcome.text = QStringLiteral("%1\nGroups: %2\nMay: %3\nSecret kept in: %4\n")
                       .arg(account.name, account.groups.join(QStringLiteral(", ")),
                            account.scopes.join(QStringLiteral(", ")), account.keptIn);
    return outcome;
}

core::Result<Outcome> login(Call &call) {
    LASTRA_TRY(in, signIn(call));
    if (call.options.isSet(QStringLiteral("device"))) {
        LASTRA_TRY(account, in->withDevice(
                                [](const identity::DeviceCode &code) {
                                    std::fprintf(stderr,
                                                 "Open %s on any device and type the code\n\n    "
                                                 "%s\n\nIt is good until %s.\n",
                                                 qPrintable(code.page.toString()),
                                                 qPrintable(code.userCode),
                                                 qPrintable(code.expires.toLocalTime().toString(
                                                     QStringLiteral("HH:mm"))));
                                    if (!code.pageWithCode.isEmpty())
                                        std::fprintf(stderr, "The page with the code in it: %s\n",
                                                     code.pageWithCode.toEncoded().constData());
                                },
                                call.work));
        return shown(account);
    }
    identity::BrowserOptions options;
    options.language = workflow::systemLanguage() == workflow::Language::Italian
                           ? QStringLiteral("it")
                           : QStringLiteral("en");
    options.open = [](const QUrl &address) {
        std::fprintf(stderr, "If no browser opens, open this address yourself:\n%s\n",
                     address.toEncoded().constData());
        (void)workflow::openInBrowser(address); // without one the person opens it
        return true;
    };
    LASTRA_TRY(account, in->withBrowser(options, call.work));
    return shown(account);
}

core::Result<Outcome> whoami(Call &call) {
    LASTRA_TRY(ws, call.workspace());
    if (!ws->signIn()) {
        Outcome outcome;
        outcome.json = {{QStringLiteral("name"), ws->personName()}};
        outcome.text = ws->personName();
        return outcome;
    }
    auto account = ws->signIn()->account();
    if (!account)
        return core::fail("workflow.signInNeeded", {ws->site().title}, account.error());
    return shown(*account);
}

core::Result<Outcome> logout(Call &call) {
    LASTRA_TRY(in, signIn(call));
    LASTRA_TRY(out, in->signOut(call.work));
    Outcome outcome;
    outcome.json = {{QStringLiteral("serviceTold"), out.serviceTold}};
    outcome.text =
        out.serviceTold
            ? QStringLiteral("Signed out, here and at the service.")
            : QStringLiteral(
                  "Signed out here. The service could not be told; what it issued ends by itself.");
    return outcome;
}

// Which parts of the site answer; needs no account.
core::Result<Outcome> checkSite(Call &call) {
    const workflow::WorkspaceOptions settings = call.settings();
    LASTRA_TRY(home, core::Home::open(settings.home));
    LASTRA_TRY(site, workflow::loadSite(settings.site, home));
    using Part = workflow::PartAnswer::Part;
    Outcome outcome;
    QJsonArray parts;
    for (const workflow::PartAnswer &answer : workflow::askSite(site, call.work)) {
        const QString part = answer.part == Part::Identity  ? QStringLiteral("identity")
                             : answer.part == Part::Archive ? QStringLiteral("archive")
                                                            : QStringLiteral("queue");
        const QString words = answer.problem
                                  ? workflow::sentence(*answer.problem, workflow::systemLanguage())
                                  : answer.note;
        parts.append(QJsonObject{{QStringLiteral("part"), part},
                                 {QStringLiteral("host"), answer.host},
                                 {QStringLiteral("answers"), !answer.problem},
                                 {QStringLiteral("note"), words}});
        outcome.text +=
            QStringLiteral("%1  %2  %3  %4\n")
                .arg(part, -8)
                .arg(answer.host,
                     answer.problem ? QStringLiteral("does not answer") : QStringLiteral("answers"),
                     words);
        if (answer.problem)
            outcome.exit = Failed;
    }
    if (parts.isEmpty())
        outcome.text = QStringLiteral("%1 needs no network.\n").arg(site.title);
    outcome.json = {{QStringLiteral("site"), site.name}, {QStringLiteral("parts"), parts}};
    return outcome;
}

} // namespace

QList<Command> accountCommands() {
    return {
        {QStringLiteral("login"),
         {},
         QStringLiteral(
             "Signs in at the site, in the browser or by a code typed on another device."),
         0,
         0,
         {{QStringLiteral("device"), QStringLiteral("Show a code to type on another device.")}},
         login},
        {QStringLiteral("logout"),
         {},
         QStringLiteral("Signs out and forgets what was kept."),
         0,
         0,
         {},
         logout},
        {QStringLiteral("site check"),
         {},
         QStringLiteral("Says which parts of the site of --site answer."),
         0,
         0,
         {},
         checkSite},
        {QStringLiteral("whoami"), {}, QStringLiteral("Says who is signed in."), 0, 0, {}, whoami}};
}

} // namespace lastra::cli
