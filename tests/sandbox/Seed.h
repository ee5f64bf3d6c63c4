#pragma once
#include "Store.h"

namespace lastra::sandbox {

// Projects and one CT session with an invented person, when the store holds no project yet.
// False when the images could not be made.
[[nodiscard]] bool seed(Store &store);

} // namespace lastra::sandbox
