# Warnings, sanitizers and ccache: what every target of ours is compiled with.

if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(LIBWS_CCACHE ccache)
    if(LIBWS_CCACHE)
        set(CMAKE_CXX_COMPILER_LAUNCHER ${LIBWS_CCACHE})
    endif()
endif()

add_library(ws_compiler INTERFACE)
target_compile_options(ws_compiler INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Where it inlines Asio's allocation of a coroutine's frame but not the release of it,
    # g++ 12 takes the two for a mismatched pair. Debug builds inline neither.
    target_compile_options(ws_compiler INTERFACE $<$<NOT:$<CONFIG:Debug>>:-Wno-mismatched-new-delete>)
endif()

if(LIBWS_SANITIZE)
    add_compile_options(-fsanitize=${LIBWS_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${LIBWS_SANITIZE})
    if(LIBWS_SANITIZE MATCHES "undefined")
        # A finding ends the test: a report that nobody reads is no check.
        add_compile_options(-fno-sanitize-recover=undefined)
        # To look at an object's memory the vptr check opens a pipe: where the last
        # descriptor is gone, which a test of ours arranges, it reports sound code.
        add_compile_options(-fno-sanitize=vptr)
        if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
            # clang 14 cannot compile a coroutine with it.
            add_compile_options(-fno-sanitize=function)
        endif()
    endif()
    if(LIBWS_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Asio's fences make g++ warn by the hundred.
        target_compile_options(ws_compiler INTERFACE -Wno-tsan)
    endif()
endif()
