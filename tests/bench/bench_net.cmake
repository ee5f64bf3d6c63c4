if(TARGET lastra_testserver)
    lastra_bench(bench_net SOURCES bench_net.cpp LIBS Lastra::net lastra_testserver)
endif()
