#pragma once
#include "lastra/dicom/DataSet.h"

#include <unistd.h>

#include <vector>

namespace lastra::dicom {

struct DataSetFile::Source {
    int fd = -1;
    QByteArray memory; // when fd < 0
    qint64 size = 0;
    QString name; // file name, for errors

    Source() = default;
    Source(const Source &) = delete;
    Source &operator=(const Source &) = delete;
    ~Source() {
        if (fd >= 0)
            ::close(fd);
    }
    // Whether all of it was read.
    bool readAt(qint64 offset, char *to, qint64 length) const;
};

// A window over the source that moves forward with the parser.
class Window {
public:
    explicit Window(const DataSetFile::Source &source) : m_source(source) {}
    // Null when the source is shorter than that. `length` is at most a few kilobytes.
    const uchar *at(qint64 offset, qint64 length);

private:
    static constexpr qint64 kSize = 32 << 10;
    const DataSetFile::Source &m_source;
    std::vector<char> m_buffer;
    qint64 m_start = 0, m_filled = 0;
};

void swapWords(char *bytes, qint64 length, int word);

} // namespace lastra::dicom
