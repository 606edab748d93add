#include "commands.hpp"

#include <ws/server/version.hpp>

#include <boost/version.hpp>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <spdlog/version.h>

#include <ostream>

namespace imagineo
{

int version(const surroundings& around)
{
    const auto release = around.environment.values.find("RELEASE_SHA");
    const bool known = release != around.environment.values.end() && !release->second.empty();
    around.out << fmt::format("imagineo-ws {}\n", ws::server::version());
    around.out << fmt::format("release   {}\n", known ? release->second : "unknown (RELEASE_SHA is not set)");
    around.out << fmt::format(
        "build     {}, {} {}\n", ws::server::build_type(),
#ifdef __clang__
        "clang", __clang_version__
#else
        "g++", __VERSION__
#endif
    );
    around.out << fmt::format(
        "libraries Boost {}.{}.{}, OpenSSL {}, fmt {}.{}.{}, spdlog {}.{}.{}\n", BOOST_VERSION / 100000,
        BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100, OpenSSL_version(OPENSSL_VERSION_STRING),
        FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100, SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR,
        SPDLOG_VER_PATCH);
    return 0;
}

} // namespace imagineo
