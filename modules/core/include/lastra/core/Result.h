#pragma once
// Errors are values. A code names what went wrong ("net.timeout"); workflow turns codes into
// translated sentences; detail is English for the log. Neither may hold an identifying value or a
// secret.

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <tl/expected.hpp>

namespace lastra::core {

struct Error {
    QByteArray code;       // "<module>.<what>", stable: tests, --json and translations use it
    QStringList arguments; // for %1, %2 of the sentence: a file name, a host, a number
    QString detail;
    std::shared_ptr<const Error> cause;

    // The code with its detail and causes, one line, for the log.
    QString toLog() const;
};

template <class T>
using Result = tl::expected<T, Error>;
using Done = Result<void>;

[[nodiscard]] inline tl::unexpected<Error> fail(QByteArray code, QStringList arguments = {},
                                                QString detail = {}) {
    return tl::make_unexpected(
        Error{std::move(code), std::move(arguments), std::move(detail), nullptr});
}

// Wraps what a lower layer said in the words of this one.
[[nodiscard]] inline tl::unexpected<Error> fail(QByteArray code, QStringList arguments,
                                                const Error &cause) {
    return tl::make_unexpected(
        Error{std::move(code), std::move(arguments), {}, std::make_shared<const Error>(cause)});
}

// Hands an error of one Result on as that of another.
template <class T>
[[nodiscard]] tl::unexpected<Error> passOn(Result<T> &result) {
    return tl::make_unexpected(std::move(result.error()));
}

} // namespace lastra::core

// Returns the error of a Result<void> expression to the caller.
#define LASTRA_CHECK(expression)                                                                   \
    do {                                                                                           \
        if (auto lastraDone = (expression); !lastraDone)                                           \
            return tl::make_unexpected(std::move(lastraDone.error()));                             \
    } while (false)

// Declares `name` with the value of a Result expression, or returns its error to the caller.
#define LASTRA_TRY(name, expression)                                                               \
    auto name##Result = (expression);                                                              \
    if (!name##Result)                                                                             \
        return tl::make_unexpected(std::move(name##Result.error()));                               \
    auto name = std::move(*name##Result)
