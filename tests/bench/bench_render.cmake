lastra_bench(bench_render SOURCES bench_render.cpp LIBS Lastra::rendering)
