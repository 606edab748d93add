#pragma once

#include <ws/base/clock.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Test vectors: cases in files, of which no test knows how many there are or what they
/// are called. A test that does not understand all of a case fails on it.
namespace ws::test
{

/// Where the folders clerk/ and webhooks/ are: LIBWS_VECTORS of the environment, or tests/data.
inline std::string vectors_folder()
{
    const char* elsewhere = std::getenv("LIBWS_VECTORS"); // NOLINT(concurrency-mt-unsafe): nobody sets it
    return elsewhere != nullptr && *elsewhere != '\0' ? elsewhere : WS_TEST_DATA;
}

/// The bytes of a file below vectors_folder().
inline std::string read_vector_text(const std::string& path)
{
    const std::string whole = vectors_folder() + '/' + path;
    std::ifstream file(whole, std::ios::binary);
    if (!file)
        throw std::runtime_error("no vectors " + whole);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A file of vectors, which must be of this format.
inline boost::json::value read_vectors(const std::string& path, std::string_view format)
{
    boost::json::value file = boost::json::parse(read_vector_text(path));
    const boost::json::value* is = file.as_object().if_contains("format");
    if (is == nullptr || !is->is_string() || is->get_string() != format)
        throw std::runtime_error(path + " is not of format " + std::string(format));
    return file;
}

/// Throws for a member that the test does not know: half a case must not pass.
inline void expect_members(const boost::json::object& object, std::initializer_list<std::string_view> known)
{
    for (const auto& member : object)
        if (std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end())
            throw std::runtime_error("this test does not know the member " + std::string(member.key()));
}

/// What a case is called in failures.
inline std::string name_of_vector(const boost::json::value& c, std::size_t place)
{
    for (const char* name : {"id", "value", "pattern", "note", "text"})
        if (const auto* text = c.as_object().if_contains(name); text != nullptr && text->is_string())
            return '#' + std::to_string(place) + ' ' + std::string(text->get_string());
    return '#' + std::to_string(place);
}

/// Calls check(const boost::json::value&) with each case of a list that is not empty.
/// What it throws is a failure of this case; the others are checked all the same.
template <class Check>
void for_each_vector(const boost::json::value& list, Check check)
{
    ASSERT_FALSE(list.as_array().empty()) << "no cases";
    std::size_t place = 0;
    for (const boost::json::value& c : list.as_array())
    {
        SCOPED_TRACE(name_of_vector(c, ++place));
        try
        {
            check(c);
        }
        catch (const std::exception& e)
        {
            ADD_FAILURE() << e.what();
        }
    }
}

/// A clock of the vectors: seconds since 1970, with or without a fraction.
inline system_time time_of(const boost::json::value& seconds)
{
    const auto milliseconds = std::llround(seconds.to_number<double>() * 1000);
    return system_time(std::chrono::milliseconds(milliseconds));
}

inline std::vector<std::string> texts_of(const boost::json::value& list)
{
    std::vector<std::string> all;
    for (const boost::json::value& item : list.as_array())
        all.emplace_back(item.as_string());
    return all;
}

} // namespace ws::test
