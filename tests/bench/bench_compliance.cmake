lastra_bench(bench_compliance SOURCES bench_compliance.cpp LIBS Lastra::compliance)
