#pragma once

#include <cstdio>
#include <cstdlib>

/// A property that holds for every input: the fuzzer keeps the input that breaks it.
inline void require(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken property: %s\n", what);
    std::abort();
}
