#include "support/exposition.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace ws::test
{

TEST(Exposition, GoodPage_IsRead)
{
    const auto page = parse_exposition("# HELP a_total What a is.\n"
                                       "# TYPE a_total counter\n"
                                       "a_total{x=\"1\",y=\"q\\\"b\\\\n\\n\"} 3\n"
                                       "# HELP b_seconds B.\n"
                                       "# TYPE b_seconds histogram\n"
                                       "b_seconds_bucket{le=\"0.5\"} 1\n"
                                       "b_seconds_bucket{le=\"+Inf\"} 2\n"
                                       "b_seconds_sum 1.5e+1\n"
                                       "b_seconds_count 2\n");
    EXPECT_EQ(page.at("a_total").help, "What a is.");
    EXPECT_EQ(page.at("a_total").samples.at(0).labels.at("y"), "q\"b\\n\n");
    EXPECT_EQ(value_in(page, "a_total", {{"x", "1"}}), 3);
    EXPECT_EQ(page.at("b_seconds").type, "histogram");
}

TEST(Exposition, AnythingElse_IsRefused)
{
    const std::string head = "# HELP a_total A.\n# TYPE a_total counter\n";
    const std::string seconds = "# HELP s S.\n# TYPE s histogram\n";
    for (const std::string& page : {
             head + "a_total 1",
             head + "a_total\n",
             head + "a_total x\n",
             head + "a_total -1\n",
             head + "a_total  1\n",
             head + "b_total 1\n",
             head + "a_total 1\na_total 2\n",
             head + "a_total{x=\"1\",x=\"2\"} 1\n",
             head + "a_total{x=1} 1\n",
             head + "a_total{x=\"1} 1\n",
             head + "a_total{x=\"\\t\"} 1\n",
             head + "a_total{1x=\"1\"} 1\n",
             head + "a_total{x=\"1\"; y=\"2\"} 1\n",
             head + "\n",
             head + head,
             std::string("a_total 1\n"),
             std::string("# TYPE a_total counter\n"),
             std::string("# HELP a_total A.\na_total 1\n"),
             std::string("# HELP a A.\n# TYPE a counter\n"),
             std::string("# HELP a_total A.\n# TYPE a_total gauge\n"),
             std::string("# HELP a A.\n# TYPE a meter\n"),
             seconds + "s 1\n",
             seconds + "s_sum 1\ns_count 1\n",
             seconds + "s_bucket{le=\"+Inf\"} 1\ns_sum 1\ns_count 2\n",
             seconds + "s_bucket{le=\"1\"} 1\ns_sum 1\ns_count 1\n",
             seconds + "s_bucket{le=\"1\"} 2\ns_bucket{le=\"+Inf\"} 1\ns_sum 1\ns_count 1\n",
             seconds +
                 "s_bucket{le=\"2\"} 1\ns_bucket{le=\"1\"} 1\ns_bucket{le=\"+Inf\"} 1\ns_sum 1\ns_count 1\n",
         })
        EXPECT_THROW(parse_exposition(page), std::runtime_error) << page;
}

} // namespace ws::test
