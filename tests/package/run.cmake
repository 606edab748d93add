# Installs the build tree's libraries into a scratch prefix, builds the consumer
# against that prefix alone and runs it.

set(scratch ${BUILD_DIR}/package-test)
set(prefix ${scratch}/prefix)
set(consumer ${CMAKE_CURRENT_LIST_DIR}/consumer)
file(REMOVE_RECURSE ${scratch})

# run(<what> <command…>): runs it, fails loudly, leaves its output in ${output}.
function(run what)
    execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE code)
    if(NOT code EQUAL 0)
        message(FATAL_ERROR "${what} failed (${code}):\n${text}")
    endif()
    set(output "${text}" PARENT_SCOPE)
endfunction()

set(configure ${CMAKE_COMMAND} -G ${GENERATOR} -S ${consumer} -D CMAKE_PREFIX_PATH=${prefix}
    -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_FLAGS=${FLAGS})

run("Installing libws" ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${prefix} --component libws)
run("Configuring the consumer" ${configure} -B ${scratch}/build)
run("Building the consumer" ${CMAKE_COMMAND} --build ${scratch}/build)
run("Running the consumer" ${scratch}/build/consumer)
if(NOT output STREQUAL "user 42\n")
    message(FATAL_ERROR "The consumer printed '${output}'")
endif()

execute_process(COMMAND ${configure} -B ${scratch}/unknown -D COMPONENT=teleport
    OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE code)
string(REGEX REPLACE "[ \n]+" " " text "${text}")
if(code EQUAL 0 OR NOT text MATCHES "no component 'teleport'; it has: base, codec")
    message(FATAL_ERROR "An unknown component gave (${code}):\n${text}")
endif()

file(GLOB_RECURSE exported ${prefix}/lib*/cmake/libws/*.cmake)
foreach(file IN LISTS exported)
    file(READ ${file} text)
    string(FIND "${text}" "${BUILD_DIR}" place)
    if(NOT place EQUAL -1)
        message(FATAL_ERROR "${file} names the build folder: the package could not be moved")
    endif()
endforeach()
