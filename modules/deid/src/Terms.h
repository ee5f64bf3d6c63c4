#pragma once
// What coded values may look like: terms of PS3.3 and the shapes of published vocabularies.

#include "lastra/dicom/Tag.h"

#include <optional>

namespace lastra::deid {

[[nodiscard]] bool isModality(const QByteArray &value);     // PS3.3 C.7.3.1.1.1
[[nodiscard]] bool isPhotometric(const QByteArray &value);  // PS3.3 C.7.6.3.1.2
[[nodiscard]] bool isCharacterSet(const QByteArray &value); // one value of (0008,0005)
// A code as that scheme makes them; a scheme that is not published has none.
[[nodiscard]] bool isCode(const QByteArray &scheme, const QByteArray &value);
// An age (AS) in its canonical form, 090Y for all above 89 years; nothing when it is no age.
[[nodiscard]] std::optional<QByteArray> age(const QByteArray &value);
// Whether an element of the dictionary's VR may be written in the other.
[[nodiscard]] bool sameKind(dicom::Vr dictionary, dicom::Vr found);

} // namespace lastra::deid
