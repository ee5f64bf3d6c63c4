#pragma once
// The inner loops of cone-beam projection and back-projection: resampling one column along z.

namespace lastra::simulation {

// to[i] += weight x table at position first + i x step, linear, for i in [0, count); count is a
// multiple of 8, step positive. Positions are clamped to [-1, size]; table[-1] and table[size ..
// size + 24] must be readable, and zero where nothing lies outside.
void addResampled(float *to, int count, const float *table, int size, float first, float step,
                  float weight);
// to = a (1 - f) + b f; count a multiple of 8.
void mixColumns(float *to, const float *a, const float *b, float f, int count);

} // namespace lastra::simulation
