# Fails unless each text between two "// [page]" marks of SOURCE stands in PAGE as it is:
# the first mark begins a region, the second ends it, the third begins the next.
file(READ ${PAGE} page)
file(READ ${SOURCE} rest)
set(mark "// [page]\n")
string(LENGTH "${mark}" mark_length)

# cut(<variable>): what stands before the next mark of ${rest}, which is taken off with it.
macro(cut before)
    string(FIND "${rest}" "${mark}" at)
    if(at EQUAL -1)
        message(FATAL_ERROR "${SOURCE}: a region has a beginning '// [page]' and no end")
    endif()
    string(SUBSTRING "${rest}" 0 ${at} ${before})
    math(EXPR behind "${at} + ${mark_length}")
    string(SUBSTRING "${rest}" ${behind} -1 rest)
endmacro()

set(regions 0)
while(rest MATCHES "// \\[page\\]\n")
    cut(unshown)
    cut(region)
    string(FIND "${page}" "${region}" at)
    if(at EQUAL -1)
        message(FATAL_ERROR "${PAGE} does not show this code of ${SOURCE} as it is; copy it into the page "
                            "again:\n${region}")
    endif()
    math(EXPR regions "${regions} + 1")
endwhile()
if(regions EQUAL 0)
    message(FATAL_ERROR "${SOURCE} has no region between two '// [page]' marks")
endif()
