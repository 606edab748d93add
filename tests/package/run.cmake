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

# A consumer that embeds migrations, and two whose files are named wrongly.
set(configure_migrations ${configure})
list(TRANSFORM configure_migrations REPLACE "/consumer$" "/migrations")
run("Configuring the consumer with migrations" ${configure_migrations} -B ${scratch}/migrations)
run("Building the consumer with migrations" ${CMAKE_COMMAND} --build ${scratch}/migrations)
run("Running the consumer with migrations" ${scratch}/migrations/consumer_with_migrations)
if(NOT output STREQUAL "1 notes expand\n2 times contract\n")
    message(FATAL_ERROR "The consumer with migrations printed '${output}'")
endif()

# expect_refusal(<sentence> <file…>): a folder with these files is refused with it.
function(expect_refusal sentence)
    set(folder ${scratch}/wrong)
    file(REMOVE_RECURSE ${folder})
    foreach(file IN LISTS ARGN)
        file(WRITE ${folder}/${file} "SELECT 1;")
    endforeach()
    execute_process(COMMAND ${configure_migrations} -B ${scratch}/migrations -D FOLDER=${folder}
        OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE code)
    string(REGEX REPLACE "[ \n]+" " " text "${text}")
    string(FIND "${text}" "${sentence}" place)
    if(code EQUAL 0 OR place EQUAL -1)
        message(FATAL_ERROR "Migrations ${ARGN} gave (${code}):\n${text}")
    endif()
endfunction()
expect_refusal("'1_a.sql' is not called NNNN_name.sql" 1_a.sql)
expect_refusal("'0001_Big.sql' is not called NNNN_name.sql" 0001_Big.sql)
expect_refusal("'0003_b.sql' stands where number 0002 belongs" 0001_a.sql 0003_b.sql)
expect_refusal("'0001_b.sql' stands where number 0002 belongs" 0001_a.sql 0001_b.sql)

file(GLOB_RECURSE exported ${prefix}/lib*/cmake/libws/*.cmake)
foreach(file IN LISTS exported)
    file(READ ${file} text)
    string(FIND "${text}" "${BUILD_DIR}" place)
    if(NOT place EQUAL -1)
        message(FATAL_ERROR "${file} names the build folder: the package could not be moved")
    endif()
endforeach()
