#pragma once
// Circular cone beam with a flat panel: line integrals through a volume (Joseph) and FDK.
// World: patient LPS mm; the source turns about the z axis through the isocentre; view 0 has the
// source in front of the patient (-y), angles grow from front to the patient's left. Panel columns
// grow along the direction of rotation's tangent, rows towards the feet.
// Errors: "simulation.parameter" [name, value], "simulation.geometryInvalid" [path, expected],
// "simulation.imageSize" [], "core.cancelled".

#include "lastra/imaging/Volume.h"
#include "lastra/simulation/Patient.h"

#include <QJsonObject>

namespace lastra::simulation {

struct ConeGeometry {
    double sidMm = 1000, sddMm = 1500;
    int columns = 512, rows = 512, views = 360;
    double panelWidthMm = 600, panelHeightMm = 600;
    double startDeg = 0, arcDeg = 360;
    Point isocentreMm{};
    Lattice volume;              // of the reconstruction
    bool hounsfield = true;      // the volume is in HU, else 1/mm
    double waterMuPerMm = 0.022; // what HU 0 means
};
[[nodiscard]] core::Result<ConeGeometry> coneGeometry(const QJsonObject &document);

// Line integrals, dimensionless: a volume of columns, rows and views.
[[nodiscard]] core::Result<imaging::Volume>
project(const imaging::Volume &volume, const ConeGeometry &geometry, int threads, core::Work &work);
[[nodiscard]] core::Result<imaging::Volume> feldkamp(const imaging::Volume &projections,
                                                     const ConeGeometry &geometry, int threads,
                                                     core::Work &work);

} // namespace lastra::simulation
