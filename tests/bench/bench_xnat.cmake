lastra_bench(bench_xnat SOURCES bench_xnat.cpp LIBS Lastra::xnat lastra_sandbox)
