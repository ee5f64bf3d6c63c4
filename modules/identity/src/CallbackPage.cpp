#include "CallbackPage.h"

#include <array>

namespace lastra::identity {

namespace {

struct Text {
    const char *title, *body;
};

Text textOf(CallbackOutcome outcome, bool italian) {
    static const std::array<Text, 3> english{
        {{"You can close this page", "Lastra has received the answer and goes on by itself."},
         {"The sign-in was not completed", "Lastra says why and what to do next."},
         {"This page belongs to no sign-in", "Start the sign-in again in Lastra."}}};
    static const std::array<Text, 3> italianTexts{
        {{"Puoi chiudere questa pagina", "Lastra ha ricevuto la risposta e prosegue da sola."},
         {"L'accesso non è stato completato", "Lastra dice perché e che cosa fare."},
         {"Questa pagina non appartiene a nessun accesso", "Ricomincia l'accesso da Lastra."}}};
    return (italian ? italianTexts : english)[size_t(outcome)];
}

QByteArray answer(int status, const QByteArray &body) {
    return "HTTP/1.1 " + QByteArray::number(status) + (status == 200 ? " OK" : " Refused") +
           "\r\nContent-Type: text/html; charset=utf-8"
           "\r\nContent-Security-Policy: default-src 'none'; style-src 'unsafe-inline'"
           "\r\nReferrer-Policy: no-referrer"
           "\r\nCache-Control: no-store"
           "\r\nConnection: close"
           "\r\nContent-Length: " +
           QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace

QByteArray callbackAnswer(CallbackOutcome outcome, const QString &language) {
    const bool italian = language.startsWith(QStringLiteral("it"));
    const Text text = textOf(outcome, italian);
    const QByteArray body =
        QByteArray("<!doctype html><html lang=\"") + (italian ? "it" : "en") +
        "\"><meta charset=\"utf-8\"><title>Lastra</title><body style=\"font-family:sans-serif;"
        "max-width:32em;margin:4em auto;line-height:1.5\"><h1>" +
        text.title + "</h1><p>" + text.body + "</p></body></html>";
    return answer(outcome == CallbackOutcome::NotOurs ? 400 : 200, body);
}

QByteArray emptyAnswer(int status) {
    return answer(status, {});
}

} // namespace lastra::identity
