lastra_bench(bench_deid SOURCES bench_deid.cpp LIBS Lastra::deid)
