# _ws_embed_playground(<target> <folder>)
#
# Compiles every file below a folder into <target> as the function that
# server/playground_assets.hpp declares. The next build notices a file that is new or changed.
include_guard(GLOBAL)

set(LIBWS_PLAYGROUND_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/LibwsPlaygroundSource.cmake)

function(_ws_embed_playground target folder)
    get_filename_component(folder "${folder}" ABSOLUTE BASE_DIR ${CMAKE_CURRENT_SOURCE_DIR})
    file(GLOB_RECURSE files CONFIGURE_DEPENDS "${folder}/*")
    if(NOT EXISTS "${folder}/index.html")
        message(FATAL_ERROR "The playground's folder '${folder}' has no index.html.")
    endif()
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/playground_assets.cpp)
    add_custom_command(
        OUTPUT ${generated}
        COMMAND ${CMAKE_COMMAND} -D "FOLDER=${folder}" -D "OUTPUT=${generated}" -P ${LIBWS_PLAYGROUND_SCRIPT}
        DEPENDS ${files} ${LIBWS_PLAYGROUND_SCRIPT}
        COMMENT "Embedding the playground"
        VERBATIM)
    target_sources(${target} PRIVATE ${generated})
endfunction()
