#pragma once
// Specific Character Set (PS3.5 chapter 6): bytes to text with code extensions, and back where the
// repertoire allows it.

#include <QByteArray>
#include <QString>

#include <optional>

namespace lastra::dicom {

// `characterSet` is the value of (0008,0005), backslash-separated. Bytes that it cannot explain
// become U+FFFD. `isName`: ^ and = also end an escape sequence's reach. Thread-safe.
[[nodiscard]] QString decodeText(QByteArrayView bytes, QByteArrayView characterSet,
                                 bool isName = false);
// Nothing when the text has a character that the set's first value cannot write.
[[nodiscard]] std::optional<QByteArray> encodeText(QStringView text, QByteArrayView characterSet);

} // namespace lastra::dicom
