#pragma once
// The stored samples of an image, whatever its transfer syntax, and plain samples coded anew.
//
// Errors: those of Header.h, "dicom.noPixels" [file, kind of object], "dicom.sizeMissing" [file],
// "dicom.unsupportedSyntax" [file, transfer syntax], "dicom.unsupportedPixels" [file, what],
// "dicom.decodeFailed" [file], "dicom.frameMissing" [file, frame], "dicom.tooLarge" [file].

#include "lastra/dicom/DataSet.h"
#include "lastra/dicom/Header.h"

namespace lastra::dicom {

class PixelSource;

class Samples {
public:
    static core::Result<Samples> open(const QString &path);
    [[nodiscard]] const Header &header() const;
    // Frame n from 0: words of Bits Allocated, little endian, the samples of a pixel side by side,
    // all bits as stored. Thread-safe.
    [[nodiscard]] core::Result<QByteArray> frame(int n) const;

private:
    std::shared_ptr<const PixelSource> m_source;
};

// Plain pixels of 8 or 16 bits allocated as JPEG-LS Lossless, one fragment a frame behind an offset
// table. Every bit of every word stays, also what lies above Bits Stored; colour by plane becomes
// colour by pixel. On an error the file is as it was. Anything else: "dicom.unsupportedPixels".
[[nodiscard]] core::Done codeJpegLs(DataSetFile &file);

} // namespace lastra::dicom
