# Script of ws_embed_migrations(): writes the function FUNCTION, which gives the
# migrations of FOLDER, into OUTPUT.

string(REGEX MATCH "^(.*)::([^:]+)$" matched "${FUNCTION}")
set(namespace ${CMAKE_MATCH_1})
set(name ${CMAKE_MATCH_2})
string(REPLACE "::" "/" stem "${FUNCTION}")

set(entries "")
file(GLOB files "${FOLDER}/*.sql")
list(SORT files COMPARE STRING)
foreach(file IN LISTS files)
    get_filename_component(label "${file}" NAME_WE)
    string(REGEX MATCH "^0*([1-9][0-9]*)_(.+)$" matched "${label}")
    set(version ${CMAKE_MATCH_1})
    set(name_of_file ${CMAKE_MATCH_2})
    file(READ "${file}" text)
    if(text MATCHES "\\)ws_sql\"")
        message(FATAL_ERROR "Migration '${label}' has the characters )ws_sql\" in its text.")
    endif()
    string(APPEND entries
           "        {${version}, \"${name_of_file}\", R\"ws_sql(${text})ws_sql\"},\n")
endforeach()

set(declaration "std::span<const ws::turso::migration> ${name}() noexcept")
string(CONCAT header
    "// Made by ws_embed_migrations().\n"
    "#pragma once\n\n"
    "#include <ws/turso/migration.hpp>\n\n"
    "#include <span>\n\n"
    "namespace ${namespace}\n{\n\n"
    "${declaration};\n\n"
    "} // namespace ${namespace}\n")
string(CONCAT source
    "// Made by ws_embed_migrations().\n"
    "#include <${stem}.hpp>\n\n"
    "namespace ${namespace}\n{\n\n"
    "${declaration}\n{\n"
    "    static constexpr ws::turso::migration list[] = {\n${entries}    };\n"
    "    return list;\n}\n\n"
    "} // namespace ${namespace}\n")
file(WRITE "${OUTPUT}/${stem}.hpp" "${header}")
file(WRITE "${OUTPUT}/${stem}.cpp" "${source}")
