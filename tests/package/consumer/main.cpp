#include <ws/auth/hmac_token.hpp>

#include <iostream>

int main()
{
    const auto token =
        ws::auth::sign_hmac_token(R"({"sub":"42"})", ws::secret("a key of sixteen bytes or more"));
    ws::auth::hmac_token_options options;
    options.secrets.emplace_back("a key of sixteen bytes or more");
    const ws::auth::hmac_token_verifier verifier(std::move(options));
    const auto claims = verifier.verify_connection(token, std::chrono::system_clock::now());
    std::cout << (claims ? "user " + claims->user : claims.error().message()) << '\n';
}
