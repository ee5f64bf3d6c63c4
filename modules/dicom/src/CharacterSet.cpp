#include "lastra/dicom/CharacterSet.h"

#include <QHash>

#include <iconv.h>

#include <vector>

namespace lastra::dicom {
namespace {

// iconv's name of a defined term, without and with code extensions.
const char *codecOf(QByteArrayView term) {
    static const QHash<QByteArray, const char *> table = {
        {"", "ASCII"},
        {"ISO_IR 6", "ASCII"},
        {"ISO 2022 IR 6", "ASCII"},
        {"ISO_IR 100", "ISO-8859-1"},
        {"ISO 2022 IR 100", "ISO-8859-1"},
        {"ISO_IR 101", "ISO-8859-2"},
        {"ISO 2022 IR 101", "ISO-8859-2"},
        {"ISO_IR 109", "ISO-8859-3"},
        {"ISO 2022 IR 109", "ISO-8859-3"},
        {"ISO_IR 110", "ISO-8859-4"},
        {"ISO 2022 IR 110", "ISO-8859-4"},
        {"ISO_IR 144", "ISO-8859-5"},
        {"ISO 2022 IR 144", "ISO-8859-5"},
        {"ISO_IR 127", "ISO-8859-6"},
        {"ISO 2022 IR 127", "ISO-8859-6"},
        {"ISO_IR 126", "ISO-8859-7"},
        {"ISO 2022 IR 126", "ISO-8859-7"},
        {"ISO_IR 138", "ISO-8859-8"},
        {"ISO 2022 IR 138", "ISO-8859-8"},
        {"ISO_IR 148", "ISO-8859-9"},
        {"ISO 2022 IR 148", "ISO-8859-9"},
        {"ISO_IR 203", "ISO-8859-15"},
        {"ISO 2022 IR 203", "ISO-8859-15"},
        {"ISO_IR 166", "TIS-620"},
        {"ISO 2022 IR 166", "TIS-620"},
        {"ISO_IR 13", "SHIFT_JIS"},
        {"ISO 2022 IR 13", "SHIFT_JIS"},
        {"ISO_IR 192", "UTF-8"},
        {"GB18030", "GB18030"},
        {"GBK", "GBK"},
        // The multi-byte sets are only reached by an escape sequence; alone they mean ASCII.
        {"ISO 2022 IR 87", "ASCII"},
        {"ISO 2022 IR 159", "ASCII"},
        {"ISO 2022 IR 149", "EUC-KR"},
        {"ISO 2022 IR 58", "GB2312"},
    };
    return table.value(QByteArray::fromRawData(term.data(), term.size()), nullptr);
}

struct Escape {
    const char *sequence;
    const char *codec;
    const char *prefix; // put before the bytes for codecs that are themselves stateful
};

constexpr Escape kEscapes[] = {
    {"\x1b(B", "ASCII", ""},
    {"\x1b(J", "SHIFT_JIS", ""},
    {"\x1b)I", "SHIFT_JIS", ""},
    {"\x1b$B", "ISO-2022-JP-2", "\x1b$B"},
    {"\x1b$@", "ISO-2022-JP-2", "\x1b$@"},
    {"\x1b$(D", "ISO-2022-JP-2", "\x1b$(D"},
    {"\x1b$)C", "EUC-KR", ""},
    {"\x1b$)A", "GB2312", ""},
    {"\x1b-A", "ISO-8859-1", ""},
    {"\x1b-B", "ISO-8859-2", ""},
    {"\x1b-C", "ISO-8859-3", ""},
    {"\x1b-D", "ISO-8859-4", ""},
    {"\x1b-L", "ISO-8859-5", ""},
    {"\x1b-G", "ISO-8859-6", ""},
    {"\x1b-F", "ISO-8859-7", ""},
    {"\x1b-H", "ISO-8859-8", ""},
    {"\x1b-M", "ISO-8859-9", ""},
    {"\x1b-b", "ISO-8859-15", ""},
    {"\x1b-T", "TIS-620", ""},
};

// One converter per codec and thread: iconv_open costs more than most conversions.
struct Converters {
    QHash<QByteArray, iconv_t> open;
    ~Converters() {
        for (iconv_t converter : open)
            if (converter != iconv_t(-1))
                iconv_close(converter);
    }
    iconv_t get(const char *to, const char *from) {
        const QByteArray name = QByteArray(to) + '<' + from;
        auto found = open.find(name);
        if (found == open.end())
            found = open.insert(name, iconv_open(to, from));
        return *found;
    }
};

Converters &converters() {
    thread_local Converters instance;
    return instance;
}

QString convert(QByteArrayView bytes, const char *codec, const char *prefix) {
    bool ascii = *prefix == '\0';
    for (qsizetype i = 0; ascii && i < bytes.size(); ++i)
        ascii = uchar(bytes[i]) < 0x80;
    if (ascii && qstrcmp(codec, "SHIFT_JIS") != 0)
        return QString::fromLatin1(bytes);
    iconv_t converter = converters().get("UTF-16LE", codec);
    if (converter == iconv_t(-1))
        return QString(bytes.size(), QChar::ReplacementCharacter);
    iconv(converter, nullptr, nullptr, nullptr, nullptr);
    QByteArray input = QByteArray(prefix) + bytes.toByteArray();
    QString text;
    char *in = input.data();
    size_t inLeft = size_t(input.size());
    std::vector<char16_t> out(size_t(input.size()) + 8);
    while (inLeft > 0) {
        char *to = reinterpret_cast<char *>(out.data());
        size_t outLeft = out.size() * 2;
        const size_t done = iconv(converter, &in, &inLeft, &to, &outLeft);
        text += QStringView(out.data(), qsizetype(out.size() - outLeft / 2));
        if (done == size_t(-1)) {
            if (inLeft == 0)
                break;
            text += QChar::ReplacementCharacter;
            ++in;
            --inLeft;
        }
    }
    return text;
}
} // namespace

QString decodeText(QByteArrayView bytes, QByteArrayView characterSet, bool isName) {
    const QByteArray terms = characterSet.toByteArray();
    const char *first = codecOf(terms.split('\\').first().trimmed());
    if (!first)
        first = "ASCII";
    if (!bytes.contains('\x1b'))
        return convert(bytes, first, "");
    QString text;
    const char *codec = first;
    const char *prefix = "";
    qsizetype start = 0;
    const auto flush = [&](qsizetype end) {
        if (end > start)
            text += convert(bytes.sliced(start, end - start), codec, prefix);
    };
    qsizetype i = 0;
    while (i < bytes.size()) {
        const char c = bytes[i];
        if (c == '\x1b') {
            flush(i);
            const Escape *match = nullptr;
            for (const Escape &escape : kEscapes)
                if (bytes.sliced(i).startsWith(escape.sequence))
                    match = &escape;
            if (match) {
                codec = match->codec;
                prefix = match->prefix;
                i += qsizetype(qstrlen(match->sequence));
            } else {
                text += QChar::ReplacementCharacter;
                ++i;
            }
            start = i;
            continue;
        }
        // PS3.5 6.1.2.5.3: a delimiter brings the first set back.
        const bool twoByte = *prefix != '\0';
        const bool delimiter = c == '\r' || c == '\n' || c == '\f' || c == '\t' ||
                               (!twoByte && (c == '\\' || (isName && (c == '^' || c == '='))));
        if (delimiter) {
            flush(i);
            text += QLatin1Char(c);
            codec = first;
            prefix = "";
            start = ++i;
            continue;
        }
        i += twoByte ? std::min<qsizetype>(2, bytes.size() - i) : 1;
    }
    flush(bytes.size());
    return text;
}

std::optional<QByteArray> encodeText(QStringView text, QByteArrayView characterSet) {
    bool ascii = true;
    for (const QChar c : text)
        ascii = ascii && c.unicode() < 0x80;
    if (ascii)
        return text.toLatin1();
    const QByteArray terms = characterSet.toByteArray();
    const char *codec = codecOf(terms.split('\\').first().trimmed());
    if (!codec)
        return std::nullopt;
    iconv_t converter = converters().get(codec, "UTF-16LE");
    if (converter == iconv_t(-1))
        return std::nullopt;
    iconv(converter, nullptr, nullptr, nullptr, nullptr);
    QString copy = text.toString();
    char *in = reinterpret_cast<char *>(copy.data());
    size_t inLeft = size_t(copy.size()) * 2;
    QByteArray out(copy.size() * 4 + 16, '\0');
    char *to = out.data();
    size_t outLeft = size_t(out.size());
    if (iconv(converter, &in, &inLeft, &to, &outLeft) != 0)
        return std::nullopt;
    out.truncate(out.size() - qsizetype(outLeft));
    return out;
}

} // namespace lastra::dicom
