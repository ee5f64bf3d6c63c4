#pragma once
// VTK's view of an imaging::Volume; included by this module's VTK sources only.

#include "lastra/imaging/Volume.h"

#include <vtkImageData.h>
#include <vtkMatrix4x4.h>
#include <vtkSmartPointer.h>

namespace lastra::rendering {

// Shares the voxels: the volume must outlive the image. Origin 0; toPatientMatrix() places it.
[[nodiscard]] vtkSmartPointer<vtkImageData> sharedImage(const imaging::Volume &volume);
// Means of 2 x 2 x 2 voxels, on the same place in the patient.
[[nodiscard]] vtkSmartPointer<vtkImageData> halfImage(const imaging::Volume &volume);
[[nodiscard]] vtkSmartPointer<vtkMatrix4x4> toPatientMatrix(const imaging::Geometry &geometry);

} // namespace lastra::rendering
