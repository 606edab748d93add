#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace ws::test
{

/// A JSON file below tests/data.
inline boost::json::value read_json(const std::string& path)
{
    std::ifstream file(std::string(WS_TEST_DATA) + '/' + path, std::ios::binary);
    if (!file)
        throw std::runtime_error("no test data " + path);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    return boost::json::parse(text);
}

} // namespace ws::test
