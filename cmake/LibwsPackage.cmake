# Makes find_package(libws COMPONENTS <room> …) work from an install tree.
#
# A consumer of one room must not need the packages of another, so the package
# configuration resolves the rooms it was asked for and finds only what they use.
include(CMakePackageConfigHelpers)

# How each name in a room's PACKAGES is found: the arguments of find_package,
# spelled as this project's own calls are.
set(LIBWS_PACKAGE_Threads "Threads")
set(LIBWS_PACKAGE_Boost-headers "Boost 1.81 CONFIG COMPONENTS headers")
set(LIBWS_PACKAGE_Boost-json "Boost 1.81 CONFIG COMPONENTS json")
set(LIBWS_PACKAGE_Boost-url "Boost 1.81 CONFIG COMPONENTS url")
set(LIBWS_PACKAGE_OpenSSL "OpenSSL 3")
set(LIBWS_PACKAGE_CURL "CURL 7.88")
set(LIBWS_PACKAGE_fmt "fmt 9 CONFIG")
set(LIBWS_PACKAGE_spdlog "spdlog 1.10 CONFIG")
set(LIBWS_PACKAGE_SQLite3 "SQLite3 3.40")
set(LIBWS_PACKAGE_prometheus-cpp "prometheus-cpp CONFIG COMPONENTS core")
set(LIBWS_PACKAGE_ZLIB "ZLIB")

get_property(LIBWS_ROOMS GLOBAL PROPERTY LIBWS_ROOMS)
set(LIBWS_ROOM_TABLE "")
foreach(room IN LISTS LIBWS_ROOMS)
    get_property(links GLOBAL PROPERTY LIBWS_ROOM_${room}_LINKS)
    get_property(packages GLOBAL PROPERTY LIBWS_ROOM_${room}_PACKAGES)
    foreach(link IN LISTS links)
        list(FIND LIBWS_ROOMS ${room} own_place)
        list(FIND LIBWS_ROOMS ${link} link_place)
        if(link_place EQUAL -1 OR NOT link_place LESS own_place)
            message(FATAL_ERROR "Room '${room}' links to ws::${link}, which is not above it.")
        endif()
    endforeach()
    foreach(package IN LISTS packages)
        if(NOT DEFINED LIBWS_PACKAGE_${package})
            message(FATAL_ERROR "Room '${room}' needs package '${package}': say in "
                                "cmake/LibwsPackage.cmake how it is found.")
        endif()
    endforeach()
    string(APPEND LIBWS_ROOM_TABLE
           "set(_libws_${room}_links ${links})\nset(_libws_${room}_packages ${packages})\n")
endforeach()

set(LIBWS_PACKAGE_TABLE "")
get_cmake_property(variables VARIABLES)
foreach(variable IN LISTS variables)
    if(variable MATCHES "^LIBWS_PACKAGE_(.+)$" AND NOT variable STREQUAL "LIBWS_PACKAGE_TABLE")
        string(APPEND LIBWS_PACKAGE_TABLE "set(_libws_find_${CMAKE_MATCH_1} ${${variable}})\n")
    endif()
endforeach()
string(REPLACE ";" " " LIBWS_ROOM_TABLE "${LIBWS_ROOM_TABLE}")

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/libws)
configure_package_config_file(
    ${CMAKE_CURRENT_LIST_DIR}/libws-config.cmake.in ${PROJECT_BINARY_DIR}/libws-config.cmake
    INSTALL_DESTINATION ${package_dir}
    NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/libws-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/libws-config.cmake ${PROJECT_BINARY_DIR}/libws-config-version.cmake
              ${CMAKE_CURRENT_LIST_DIR}/LibwsMigrations.cmake
              ${CMAKE_CURRENT_LIST_DIR}/LibwsMigrationsSource.cmake
        DESTINATION ${package_dir} COMPONENT libws)
