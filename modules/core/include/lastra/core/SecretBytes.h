#pragma once
#include <QByteArray>

#include <vector>

namespace lastra::core {

// Bytes that are wiped when they go; no implicit copy into anything that a log could print.
class SecretBytes {
public:
    SecretBytes() = default;
    explicit SecretBytes(QByteArrayView bytes);
    SecretBytes(const SecretBytes &) = default;
    SecretBytes(SecretBytes &&other) noexcept = default;
    SecretBytes &operator=(const SecretBytes &other);
    SecretBytes &operator=(SecretBytes &&other) noexcept;
    ~SecretBytes() { wipe(); }

    [[nodiscard]] bool isEmpty() const { return m_bytes.empty(); }
    [[nodiscard]] qsizetype size() const { return qsizetype(m_bytes.size()); }
    [[nodiscard]] const char *data() const { return m_bytes.data(); }
    // For the one call that needs it (a header, a cipher); do not store the view.
    [[nodiscard]] QByteArrayView view() const { return {m_bytes.data(), size()}; }
    bool operator==(const SecretBytes &other) const;

private:
    void wipe();
    std::vector<char> m_bytes;
};

} // namespace lastra::core
