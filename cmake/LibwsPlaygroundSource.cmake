# Script of _ws_embed_playground(): writes the files below FOLDER as C++ into OUTPUT.

file(GLOB_RECURSE files RELATIVE "${FOLDER}" "${FOLDER}/*")
list(SORT files COMPARE STRING)

set(arrays "")
set(entries "")
set(number 0)
foreach(name IN LISTS files)
    if(NOT name MATCHES "^[A-Za-z0-9_][A-Za-z0-9._/-]*$")
        message(FATAL_ERROR "The playground's file '${name}' becomes a part of a URL: its name may hold "
                            "letters, digits and . _ - only.")
    endif()
    file(READ "${FOLDER}/${name}" bytes HEX)
    if(bytes STREQUAL "")
        message(FATAL_ERROR "The playground's file '${name}' is empty.")
    endif()
    string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
    string(APPEND arrays "constexpr char file_${number}[] = {${bytes}};\n")
    string(APPEND entries "        {\"${name}\", {file_${number}, sizeof file_${number}}},\n")
    math(EXPR number "${number} + 1")
endforeach()

string(CONCAT source
    "// Made by _ws_embed_playground().\n"
    "#include \"server/playground_assets.hpp\"\n\n"
    "namespace ws::server\n{\nnamespace\n{\n\n"
    "${arrays}\n"
    "} // namespace\n\n"
    "std::span<const playground_asset> playground_assets() noexcept\n{\n"
    "    static constexpr playground_asset list[] = {\n${entries}    };\n"
    "    return list;\n}\n\n"
    "} // namespace ws::server\n")
file(WRITE "${OUTPUT}" "${source}")
