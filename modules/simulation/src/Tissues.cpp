#include "Tissues.h"

#include "lastra/simulation/Materials.h"

namespace lastra::simulation {

namespace {

struct Recipe {
    Tissue tissue;
    const char *name;
    const char *material;
    double density;    // g/cm3 of the material
    double bone = 0;   // g/cm3 of cortical bone mixed in
    double iodine = 0; // share of the blood pool's iodine that the tissue takes up
};

// Air counts as nothing: the air scan contains it as well. Densities near ICRP 89/110; iodine
// shares as in a portal-venous chest scan.
constexpr Recipe kRecipes[] = {
    {Tissue::Air, "air", "air", 0},
    {Tissue::Skin, "skin", "skin", 1.07},
    {Tissue::Fat, "fat", "adipose", 0.93},
    {Tissue::Muscle, "muscle", "muscle", 1.05, 0, 0.06},
    {Tissue::Lung, "lung", "lung", 0.17},
    {Tissue::Airway, "airway", "air", 0},
    {Tissue::Mediastinum, "mediastinal fat", "adipose", 0.945},
    {Tissue::Heart, "heart muscle", "muscle", 1.05, 0, 0.3},
    {Tissue::Blood, "blood", "blood", 1.05, 0, 1},
    {Tissue::Liver, "liver", "soft tissue", 1.07, 0, 0.24},
    {Tissue::Spleen, "spleen", "soft tissue", 1.06, 0, 0.3},
    {Tissue::Kidney, "kidney", "soft tissue", 1.05, 0, 0.55},
    {Tissue::Stomach, "stomach content", "water", 1.01},
    {Tissue::Bowel, "bowel", "soft tissue", 1.03, 0, 0.1},
    {Tissue::Gland, "breast gland", "soft tissue", 1.03, 0, 0.05},
    {Tissue::CorticalBone, "cortical bone", "water", 0.55, 1.05},
    {Tissue::SpongyBone, "spongy bone", "water", 0.95, 0.14, 0.05},
    {Tissue::Cartilage, "costal cartilage", "muscle", 1.08, 0.03},
    {Tissue::Disc, "intervertebral disc", "muscle", 1.08},
    {Tissue::Cord, "spinal canal", "water", 1.025},
    {Tissue::Nodule, "nodule", "soft tissue", 1.04, 0, 0.08},
    {Tissue::Brain, "white matter", "soft tissue", 1.038},
    {Tissue::GreyMatter, "grey matter", "soft tissue", 1.048},
    {Tissue::Csf, "cerebrospinal fluid", "water", 1.007},
    {Tissue::Eye, "eye", "water", 1.012},
    {Tissue::TableShell, "table shell", "C", 0.75},
    {Tissue::TableCore, "table core", "C", 0.06},
    {Tissue::Water, "water", "water", 1.0},
};
static_assert(std::size(kRecipes) == size_t(Tissue::Count));

// Least squares of a material's attenuation on water and bone, over the energies CT uses.
core::Result<std::pair<double, double>> onBases(const QString &name) {
    LASTRA_TRY(m, material(name));
    LASTRA_TRY(water, material(QStringLiteral("water")));
    LASTRA_TRY(bone, material(QStringLiteral("cortical bone")));
    double ww = 0, wb = 0, bb = 0, mw = 0, mb = 0;
    for (double keV = 35; keV <= 110; keV += 1) {
        const double w = water->massAttenuation(keV), b = bone->massAttenuation(keV),
                     v = m->massAttenuation(keV);
        const double weight = 1 / (w * w);
        ww += weight * w * w;
        wb += weight * w * b;
        bb += weight * b * b;
        mw += weight * v * w;
        mb += weight * v * b;
    }
    const double det = ww * bb - wb * wb;
    return std::pair{(mw * bb - mb * wb) / det, (mb * ww - mw * wb) / det};
}

} // namespace

QString tissueName(Tissue tissue) {
    for (const Recipe &r : kRecipes)
        if (r.tissue == tissue)
            return QString::fromLatin1(r.name);
    return {};
}

core::Result<TissueTable> tissueTable(double lungDensity, double noduleDensity,
                                      double iodineMgPerMl) {
    TissueTable table;
    for (const Recipe &r : kRecipes) {
        const double density = r.tissue == Tissue::Lung     ? lungDensity
                               : r.tissue == Tissue::Nodule ? noduleDensity
                                                            : r.density;
        LASTRA_TRY(fit, onBases(QString::fromLatin1(r.material)));
        table.mean[size_t(r.tissue)] = {density * fit.first, density * fit.second + r.bone,
                                        r.iodine * iodineMgPerMl * 1e-3};
    }
    return table;
}

core::Result<BasisDensity> basisAttenuation(double keV) {
    LASTRA_TRY(water, material(QStringLiteral("water")));
    LASTRA_TRY(bone, material(QStringLiteral("cortical bone")));
    LASTRA_TRY(iodine, material(QStringLiteral("I")));
    return BasisDensity{water->massAttenuation(keV), bone->massAttenuation(keV),
                        iodine->massAttenuation(keV)};
}

} // namespace lastra::simulation
