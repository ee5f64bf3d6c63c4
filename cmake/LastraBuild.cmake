# One place for what every target shares: standard, warnings, sanitizers, ccache,
# and the two helpers modules and tests are declared with.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # The sloppiness is what ccache's manual asks for to cache uses of a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "${CCACHE}")
endif()

find_package(Qt6 6.4 REQUIRED COMPONENTS Core)
qt_standard_project_setup()

add_library(lastra_options INTERFACE)
target_compile_options(lastra_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow=compatible-local -Wnon-virtual-dtor
    -Woverloaded-virtual -Wno-missing-field-initializers $<$<BOOL:${LASTRA_WERROR}>:-Werror>)
target_compile_definitions(lastra_options INTERFACE QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_KEYWORDS)
if(LASTRA_SANITIZE)
    target_compile_options(lastra_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    target_link_options(lastra_options INTERFACE -fsanitize=address,undefined)
endif()

# One precompiled header for every target that has none of its own: Qt Core and the standard library
# are most of what a file reads.
file(WRITE "${CMAKE_BINARY_DIR}/pch.cpp.new" "// A target needs a source.\n")
file(COPY_FILE "${CMAKE_BINARY_DIR}/pch.cpp.new" "${CMAKE_BINARY_DIR}/pch.cpp" ONLY_IF_DIFFERENT)
add_library(lastra_pch OBJECT "${CMAKE_BINARY_DIR}/pch.cpp")
set_target_properties(lastra_pch PROPERTIES AUTOMOC OFF)
target_link_libraries(lastra_pch PRIVATE lastra_options Qt6::Core)
target_precompile_headers(lastra_pch PRIVATE
    <QByteArray> <QDateTime> <QDir> <QFile> <QFileInfo> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QMap>
    <QRegularExpression> <QSet> <QString> <QStringList> <QTemporaryDir>
    <algorithm> <atomic> <cmath> <functional> <map> <memory> <mutex> <optional> <span> <string> <thread> <tuple>
    <variant> <vector>)

# lastra_add_module(name SOURCES a.cpp ... [PUBLIC libs] [PRIVATE libs] [PCH headers])
# modules/<name> becomes target lastra_<name>, alias Lastra::<name>. Third-party libraries go to
# PRIVATE, so that their headers stay out of every other module.
function(lastra_add_module name)
    cmake_parse_arguments(M "" "" "SOURCES;PUBLIC;PRIVATE;PCH" ${ARGN})
    add_library(lastra_${name} STATIC ${M_SOURCES})
    add_library(Lastra::${name} ALIAS lastra_${name})
    set_target_properties(lastra_${name} PROPERTIES AUTOMOC ON)
    target_include_directories(lastra_${name} PUBLIC include PRIVATE src)
    target_link_libraries(lastra_${name} PUBLIC ${M_PUBLIC} PRIVATE lastra_options ${M_PRIVATE})
    if(M_PCH)
        target_precompile_headers(lastra_${name} PRIVATE ${M_PCH})
    else()
        target_precompile_headers(lastra_${name} REUSE_FROM lastra_pch)
    endif()
endfunction()

# lastra_add_test(tst_thing SOURCES tst_thing.cpp LIBS Lastra::x [LABEL unit|gui|sandbox|slurm|data] [TIMEOUT s])
# One Qt Test program, run by ctest. GUI tests run under one Xvfb that the runner starts.
function(lastra_add_test name)
    cmake_parse_arguments(T "" "LABEL;TIMEOUT" "SOURCES;LIBS" ${ARGN})
    if(NOT T_LABEL)
        set(T_LABEL unit)
    endif()
    if(NOT T_TIMEOUT)
        set(T_TIMEOUT 120)
    endif()
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
    add_executable(${name} ${T_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_link_libraries(${name} PRIVATE lastra_options Qt6::Test ${T_LIBS})
    target_precompile_headers(${name} REUSE_FROM lastra_pch)
    target_compile_definitions(${name} PRIVATE
        LASTRA_SOURCE_DIR="${CMAKE_SOURCE_DIR}" LASTRA_BINARY_DIR="${CMAKE_BINARY_DIR}"
        LASTRA_SHARED_DATA="${CMAKE_SOURCE_DIR}/../shared/data/dicom")
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS ${T_LABEL} TIMEOUT ${T_TIMEOUT}
        ENVIRONMENT "LC_ALL=C.UTF-8;QT_LOGGING_RULES=qt.*=false")
    if(T_LABEL STREQUAL "gui")
        # They share a display, and keys go to the one window that has the focus.
        set_property(TEST ${name} PROPERTY RESOURCE_LOCK display)
    else()
        set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT "QT_QPA_PLATFORM=offscreen")
    endif()
endfunction()
