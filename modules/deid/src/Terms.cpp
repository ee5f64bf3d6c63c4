#include "Terms.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

namespace lastra::deid {
namespace {

namespace VR = dicom::VR;

QSet<QByteArray> words(const char *list) {
    const QByteArrayList parts = QByteArray(list).split(' ');
    return {parts.begin(), parts.end()};
}

bool matches(const char *shape, const QByteArray &value) {
    const QRegularExpression whole(QRegularExpression::anchoredPattern(QString::fromLatin1(shape)));
    return whole.match(QString::fromLatin1(value)).hasMatch();
}

bool isUcum(const QByteArray &value) {
    static const QSet<QByteArray> units = words(
        "1 % mm cm m um nm mm2 cm2 um2 m2 mm3 cm3 um3 ml mL l L s ms us min h d a ug mg g kg Bq "
        "kBq MBq GBq Ci mCi uCi Gy cGy mGy uGy Sv mSv uSv kV V mV uV A mA uA mA.s uA.s eV keV MeV "
        "Hz kHz MHz T mT uT deg rad K Cel mm[Hg] Pa kPa W mW J mJ ppm ppb m/s cm/s mm/s s-1 1/s "
        "/s /min g/ml g/mL g/cm3 mg/ml mg/mL g/l mg/dl umol/l mmol/l kg/m2 Bq/ml Bq/mL kBq/ml "
        "um2/s mm2/s 10-6.mm2/s 10*-6.mm2/s ml/min mL/min ml/min/100ml ml/100g/min dB [hnsf'U] "
        "[degF] {counts} {ratio} {pixels} {voxels} {events} {score} {times} {H.B.} {particles} "
        "{SUVbw}g/ml {SUVlbm}g/ml {SUVbsa}cm2/ml {SUVibw}g/ml {Dosage} dm3 mGy.cm Gy.m2 Gy.cm2 "
        "dGy.cm2 uGy.m2 mmol mol mmHg");
    return units.contains(value);
}

const char *shapeOf(const QByteArray &scheme) {
    // SNOMED CT: concepts alone, which end in a partition and a check digit.
    static const QHash<QByteArray, const char *> shapes = {
        {"DCM", "[0-9]{5,6}"},
        {"SCT", "[1-9][0-9]{2,14}[01]0[0-9]"},
        {"SRT", "[A-Z][0-9A-F]?-[0-9A-F]{4,5}"},
        {"SNM3", "[A-Z][0-9A-F]?-[0-9A-F]{4,5}"},
        {"99SDM", "[A-Z][0-9A-F]?-[0-9A-F]{4,5}"},
        {"LN", "[1-9][0-9]{2,4}-[0-9]"},
        {"RADLEX", "RID[0-9]{1,6}"},
        {"FMA", "[0-9]{1,6}"},
        {"NCIt", "C[0-9]{3,6}"},
        {"MDC", "[0-9]{1,6}"},
        {"ICD10", "[A-Z][0-9]{2}(\\.[0-9]{1,2})?"},
        {"I10", "[A-Z][0-9]{2}(\\.[0-9]{1,2})?"},
        {"I9", "[0-9]{3}(\\.[0-9]{1,2})?"},
        {"UMLS", "C[0-9]{7}"},
        {"RXNORM", "[0-9]{1,7}"},
        {"UBERON", "[0-9]{7}"},
        {"MSH", "D[0-9]{6}"},
        {"ISO639_1", "[a-z]{2}"},
        {"ISO639_2", "[a-z]{3}"},
        {"ISO3166_1", "[A-Z]{2}"}};
    return shapes.value(scheme, nullptr);
}
} // namespace

bool isModality(const QByteArray &value) {
    static const QSet<QByteArray> terms =
        words("ANN AR ASMT AU BDUS BI BMD CD CF CFM CP CR CS CT CTPROTOCOL DD DF DG DM DMS DOC DS "
              "DX EC ECG EEG EMG EOG EPS ES FA FID FS GM HC HD IO IOL IVOCT IVUS KER KO LEN LP LS "
              "M3D MA MG MR MS NM OAM OCT OP OPM OPR OPT OPTBSV OPTENF OPV OSS OT PA PLAN POS PR "
              "PT PX REG RESP RF RG RTDOSE RTIMAGE RTINTENT RTPLAN RTRAD RTRECORD RTSEGANN "
              "RTSTRUCT RWV SC SEG SM SMR SR SRF ST STAIN TEXTUREMAP TG US VA VF XA XAPROTOCOL XC");
    return terms.contains(value);
}

bool isPhotometric(const QByteArray &value) {
    static const QSet<QByteArray> terms = {"MONOCHROME1",
                                           "MONOCHROME2",
                                           "PALETTE COLOR",
                                           "RGB",
                                           "HSV",
                                           "ARGB",
                                           "CMYK",
                                           "YBR_FULL",
                                           "YBR_FULL_422",
                                           "YBR_ICT",
                                           "YBR_RCT",
                                           "YBR_PARTIAL_422",
                                           "YBR_PARTIAL_420",
                                           "XYB"};
    return terms.contains(value);
}

bool isCharacterSet(const QByteArray &value) {
    return value.isEmpty() || value == "GB18030" || value == "GBK" ||
           matches("ISO[_ -](2022[_ -])?(IR[_ -]?)?[0-9]{1,3}", value);
}

bool isCode(const QByteArray &scheme, const QByteArray &value) {
    if (scheme == "UCUM")
        return isUcum(value);
    if (scheme == "DCM" && isModality(value))
        return true;
    const char *shape = shapeOf(scheme);
    return shape && matches(shape, value);
}

std::optional<QByteArray> age(const QByteArray &value) {
    if (!matches("[0-9]{1,5}[DWMY]", value))
        return std::nullopt;
    const int number = value.chopped(1).toInt();
    const char unit = value.back();
    const double perYear = unit == 'D' ? 365.25 : unit == 'W' ? 365.25 / 7 : unit == 'M' ? 12 : 1;
    if (number >= 90 * perYear)
        return "090Y";
    if (number > 999)
        return std::nullopt; // no room for it
    return QByteArray::number(number).rightJustified(3, '0') + unit;
}

bool sameKind(dicom::Vr dictionary, dicom::Vr found) {
    const auto one = [](dicom::Vr vr, dicom::Vr a, dicom::Vr b) { return vr == a || vr == b; };
    return dictionary == found || (one(dictionary, VR::US, VR::SS) && one(found, VR::US, VR::SS)) ||
           (one(dictionary, VR::OB, VR::OW) && one(found, VR::OB, VR::OW));
}

} // namespace lastra::deid
