#include "lastra/simulation/Materials.h"

#include <QHash>

#include <cmath>
#include <mutex>
#include <xraylib.h>

namespace lastra::simulation {

namespace {

const QHash<QString, QByteArray> &shortNames() {
    static const QHash<QString, QByteArray> names{
        {"water", "Water, Liquid"},
        {"air", "Air, Dry (near sea level)"},
        {"soft tissue", "Tissue, Soft (ICRP)"},
        {"muscle", "Muscle, Skeletal"},
        {"adipose", "Adipose Tissue (ICRP)"},
        {"blood", "Blood (ICRP)"},
        {"lung", "Lung (ICRP)"},
        {"skin", "Skin (ICRP)"},
        {"cortical bone", "Bone, Cortical (ICRP)"},
        {"PMMA", "Polymethyl Methacralate (Lucite, Perspex)"},
        {"Kapton", "Kapton Polyimide Film"},
    };
    return names;
}

double nodeKeV(int node) {
    return kMinKeV + kTableStepKeV * node;
}

// Klein-Nishina: mean fraction of the photon's energy that the electron takes.
double electronShare(double keV) {
    const double a = keV / 510.99895;
    const double b = 1 + 2 * a, l = std::log(b);
    const double total =
        (1 + a) / (a * a) * (2 * (1 + a) / b - l / a) + l / (2 * a) - (1 + 3 * a) / (b * b);
    const double scattered = l / (a * a * a) +
                             2 * (1 + a) * (2 * a * a - 2 * a - 1) / (a * a * b * b) +
                             8 * a * a / (3 * b * b * b);
    return 1 - scattered / (2 * total);
}

} // namespace

double Material::massAttenuation(double keV) const {
    const double at = std::clamp((keV - kMinKeV) / kTableStepKeV, 0.0, double(kTableSize - 1));
    const int i = std::min(int(at), kTableSize - 2);
    const double f = at - i;
    return muRho[size_t(i)] * std::pow(muRho[size_t(i) + 1] / muRho[size_t(i)], f);
}

core::Result<std::shared_ptr<const Material>> material(const QString &name) {
    static std::mutex mutex;
    static QHash<QString, std::shared_ptr<const Material>> cache;
    const std::lock_guard lock(mutex);
    if (const auto it = cache.constFind(name); it != cache.constEnd())
        return *it;
    const QByteArray compound = shortNames().value(name, name.toUtf8());
    auto made = std::make_shared<Material>();
    made->name = name;
    if (compoundDataNIST *nist = GetCompoundDataNISTByName(compound.constData(), nullptr)) {
        made->density = nist->density;
        FreeCompoundDataNIST(nist);
    } else if (const int z = SymbolToAtomicNumber(compound.constData(), nullptr); z > 0) {
        made->density = ElementDensity(z, nullptr);
    }
    for (int i = 0; i < kTableSize; ++i) {
        xrl_error *error = nullptr;
        const double value = CS_Total_CP(compound.constData(), nodeKeV(i), &error);
        if (error || !(value > 0)) {
            xrl_clear_error(&error);
            return core::fail("simulation.materialUnknown", {name});
        }
        made->muRho[size_t(i)] = value;
    }
    cache.insert(name, made);
    return std::shared_ptr<const Material>(made);
}

double airEnergyAbsorption(double keV) {
    const char *air = "Air, Dry (near sea level)";
    return CS_Photo_CP(air, keV, nullptr) + CS_Compt_CP(air, keV, nullptr) * electronShare(keV);
}

} // namespace lastra::simulation
