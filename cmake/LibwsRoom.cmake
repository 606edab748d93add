# ws_add_room(<room> SOURCES a.cpp … [LINKS ws::base …] [PRIVATE_LINKS …] [PACKAGES name …])
#
# One room is one static library ws::<room>, installed as the component <room>
# of find_package(libws). PACKAGES names what the package configuration must
# find again for a consumer of this component; LibwsPackage.cmake says how.
function(ws_add_room room)
    cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE_LINKS;PACKAGES" ${ARGN})
    set(target ws_${room})
    add_library(${target} STATIC ${arg_SOURCES})
    add_library(ws::${room} ALIAS ${target})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${room} OUTPUT_NAME ws_${room})
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_include_directories(${target}
        PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/libws/include>
               $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
        PRIVATE ${PROJECT_SOURCE_DIR}/libws/src)
    target_link_libraries(${target}
        PUBLIC ${arg_LINKS}
        PRIVATE ${arg_PRIVATE_LINKS} $<BUILD_INTERFACE:ws_compiler>)

    install(TARGETS ${target} EXPORT libws-${room}
            ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT libws)
    install(EXPORT libws-${room} NAMESPACE ws:: FILE libws-${room}-targets.cmake
            DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/libws COMPONENT libws)
    if(EXISTS ${PROJECT_SOURCE_DIR}/libws/include/ws/${room})
        install(DIRECTORY ${PROJECT_SOURCE_DIR}/libws/include/ws/${room}
                DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ws COMPONENT libws)
    endif()

    set(rooms)
    foreach(link IN LISTS arg_LINKS arg_PRIVATE_LINKS)
        if(link MATCHES "^ws::(.+)$")
            list(APPEND rooms ${CMAKE_MATCH_1})
        endif()
    endforeach()
    set_property(GLOBAL APPEND PROPERTY LIBWS_ROOMS ${room})
    set_property(GLOBAL PROPERTY LIBWS_ROOM_${room}_LINKS "${rooms}")
    set_property(GLOBAL PROPERTY LIBWS_ROOM_${room}_PACKAGES "${arg_PACKAGES}")
endfunction()
