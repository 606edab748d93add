# ws_embed_migrations(<target> DIRECTORY <folder> FUNCTION <namespace::name>)
#
# Compiles the files NNNN_name.sql of a folder into <target>, whose code then says
#
#     #include <namespace/name.hpp>   // for FUNCTION namespace::name
#     migrate_up(db, namespace::name());
#
# <target> must link to ws::turso. The files are numbered 0001, 0002, … without gap or
# repeat; the next build notices one that is new or changed.
include_guard(GLOBAL)

set(LIBWS_MIGRATIONS_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/LibwsMigrationsSource.cmake)

function(ws_embed_migrations target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "DIRECTORY;FUNCTION" "")
    if(NOT arg_DIRECTORY OR NOT arg_FUNCTION OR arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "ws_embed_migrations(<target> DIRECTORY <folder> FUNCTION <namespace::name>) "
                            "was called otherwise.")
    endif()
    if(NOT arg_FUNCTION MATCHES "^[A-Za-z_][A-Za-z0-9_]*(::[A-Za-z_][A-Za-z0-9_]*)+$")
        message(FATAL_ERROR "FUNCTION of ws_embed_migrations() is '${arg_FUNCTION}': it must be a name in "
                            "a namespace, such as my_app::migrations.")
    endif()
    get_filename_component(folder "${arg_DIRECTORY}" ABSOLUTE BASE_DIR ${CMAKE_CURRENT_SOURCE_DIR})
    _ws_find_migrations(files "${folder}")

    string(REPLACE "::" "/" stem "${arg_FUNCTION}")
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/ws_migrations/${target})
    add_custom_command(
        OUTPUT ${generated}/${stem}.cpp ${generated}/${stem}.hpp
        COMMAND ${CMAKE_COMMAND} -D "FOLDER=${folder}" -D "FUNCTION=${arg_FUNCTION}" -D "OUTPUT=${generated}"
                -P ${LIBWS_MIGRATIONS_SCRIPT}
        DEPENDS ${files} ${LIBWS_MIGRATIONS_SCRIPT}
        COMMENT "Embedding the migrations of ${folder}"
        VERBATIM)
    target_sources(${target} PRIVATE ${generated}/${stem}.cpp ${generated}/${stem}.hpp)
    target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${generated}>)
endfunction()

# _ws_find_migrations(<variable> <folder>): its files in their order, or a sentence that
# says which one is wrong. Configures anew when a file comes or goes.
function(_ws_find_migrations variable folder)
    if(NOT IS_DIRECTORY "${folder}")
        message(FATAL_ERROR "The folder of migrations '${folder}' does not exist.")
    endif()
    file(GLOB files CONFIGURE_DEPENDS "${folder}/*.sql")
    list(SORT files COMPARE STRING)
    if(NOT files)
        message(FATAL_ERROR "The folder of migrations '${folder}' has no file NNNN_name.sql.")
    endif()
    set(expected 0)
    foreach(file IN LISTS files)
        get_filename_component(name "${file}" NAME)
        if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_[a-z0-9_]+\\.sql$")
            message(FATAL_ERROR "Migration '${name}' is not called NNNN_name.sql: four digits, an "
                                "underscore, and a name of small letters, digits and underscores.")
        endif()
        set(number ${CMAKE_MATCH_1})
        math(EXPR expected "${expected} + 1")
        string(LENGTH "${expected}" digits)
        math(EXPR missing "4 - ${digits}")
        string(REPEAT "0" ${missing} zeros)
        if(NOT number STREQUAL "${zeros}${expected}")
            message(FATAL_ERROR "Migration '${name}' stands where number ${zeros}${expected} belongs: "
                                "they are numbered 0001, 0002, … without gap or repeat.")
        endif()
    endforeach()
    set(${variable} "${files}" PARENT_SCOPE)
endfunction()
