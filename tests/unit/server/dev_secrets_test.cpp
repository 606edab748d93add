#include <ws/server/dev_secrets.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <stdlib.h>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <vector>

namespace fs = std::filesystem;
using namespace ws::server;

namespace
{

class DevSecrets : public testing::Test
{
protected:
    DevSecrets() : root_(make_root()), directory_(root_ / "kept") {}
    ~DevSecrets() override { fs::remove_all(root_); }

    static fs::path make_root()
    {
        std::string name = (fs::temp_directory_path() / "dev_secrets_XXXXXX").string();
        return ::mkdtemp(name.data());
    }

    [[nodiscard]] fs::path file() const { return directory_ / dev_secrets_file; }

    void write(std::string_view text, fs::perms mode = fs::perms::owner_read | fs::perms::owner_write) const
    {
        fs::create_directory(directory_);
        std::ofstream(file()) << text;
        fs::permissions(file(), mode);
    }

    fs::path root_;
    fs::path directory_;
    std::string why_;
};

} // namespace

TEST_F(DevSecrets, FirstStart_MakesAPrivateFileThatLaterStartsRead)
{
    const auto made = read_or_make_dev_secrets(directory_, why_);
    ASSERT_TRUE(made) << why_;
    EXPECT_GE(made->webhook_secret.size(), 32U);
    EXPECT_NE(made->webhook_secret.reveal(), made->token_hmac_secret.reveal());
    EXPECT_THAT(std::string(made->clerk_webhook_secret.reveal()), testing::StartsWith("whsec_"));
    EXPECT_EQ(fs::status(file()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::status(directory_).permissions(), fs::perms::owner_all);

    const auto again = read_or_make_dev_secrets(directory_, why_);
    ASSERT_TRUE(again) << why_;
    EXPECT_EQ(again->webhook_secret.reveal(), made->webhook_secret.reveal());
    EXPECT_EQ(again->token_hmac_secret.reveal(), made->token_hmac_secret.reveal());
    EXPECT_EQ(again->clerk_webhook_secret.reveal(), made->clerk_webhook_secret.reveal());
}

TEST_F(DevSecrets, NothingButTheFile_StaysBehind)
{
    ASSERT_TRUE(read_or_make_dev_secrets(directory_, why_)) << why_;
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(directory_))
        ++files;
    EXPECT_EQ(files, 1U);
}

TEST_F(DevSecrets, SeveralFirstStartsAtOnce_AgreeOnOne)
{
    constexpr std::size_t starts = 8;
    std::vector<std::string> seen(starts);
    {
        std::vector<std::jthread> processes;
        for (std::string& mine : seen)
            processes.emplace_back(
                [this, &mine]
                {
                    std::string why;
                    if (const auto got = read_or_make_dev_secrets(directory_, why))
                        mine = got->token_hmac_secret.reveal();
                });
    }
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 1U);
    EXPECT_FALSE(seen[0].empty());
}

TEST_F(DevSecrets, FileOfAnEarlierVersion_GetsTheSecretThatItLacksOnce)
{
    write("WEBHOOK_SECRET=a\nTOKEN_HMAC_SECRETS=b\n");
    const auto old = read_dev_secrets(directory_, why_);
    ASSERT_TRUE(old) << why_;
    EXPECT_TRUE(old->clerk_webhook_secret.empty());

    constexpr std::size_t starts = 8;
    std::vector<std::string> seen(starts);
    {
        std::vector<std::jthread> processes;
        for (std::string& mine : seen)
            processes.emplace_back(
                [this, &mine]
                {
                    std::string why;
                    if (const auto got = read_or_make_dev_secrets(directory_, why))
                        mine = got->clerk_webhook_secret.reveal();
                });
    }
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 1U);
    EXPECT_THAT(seen[0], testing::StartsWith("whsec_"));
    const auto now = read_dev_secrets(directory_, why_);
    ASSERT_TRUE(now) << why_;
    EXPECT_EQ(now->webhook_secret.reveal(), "a");
    EXPECT_EQ(now->token_hmac_secret.reveal(), "b");
}

TEST_F(DevSecrets, ReadingOnly_MakesNothing)
{
    EXPECT_EQ(read_dev_secrets(directory_, why_).error(), ws::errc::not_found);
    EXPECT_FALSE(fs::exists(directory_));
}

TEST_F(DevSecrets, FileThatOthersMayRead_IsRefused)
{
    write("WEBHOOK_SECRET=a\nTOKEN_HMAC_SECRETS=b\n", fs::perms::owner_read | fs::perms::group_read);
    EXPECT_EQ(read_or_make_dev_secrets(directory_, why_).error(), ws::errc::malformed_input);
    EXPECT_THAT(why_, testing::HasSubstr("chmod 600"));
}

TEST_F(DevSecrets, FileThatIsNotOurs_IsRefusedAndKept)
{
    for (const char* text : {"", "hello", "WEBHOOK_SECRET=a\n", "WEBHOOK_SECRET=\nTOKEN_HMAC_SECRETS=b\n"})
    {
        write(text);
        EXPECT_EQ(read_or_make_dev_secrets(directory_, why_).error(), ws::errc::malformed_input) << text;
        EXPECT_THAT(why_, testing::HasSubstr("delete it"));
    }
    EXPECT_TRUE(fs::exists(file()));
}

TEST_F(DevSecrets, DirectoryThatCannotBeMade_NamesIt)
{
    std::ofstream(directory_) << "a file";
    EXPECT_FALSE(read_or_make_dev_secrets(directory_, why_));
    EXPECT_THAT(why_, testing::HasSubstr(directory_.string()));
}

TEST_F(DevSecrets, IssuersKey_IsMadeOnceAndPrivate)
{
    EXPECT_EQ(read_dev_issuer_key(directory_, why_).error(), ws::errc::not_found);
    const auto made = read_or_make_dev_issuer_key(directory_, why_);
    ASSERT_TRUE(made) << why_;
    EXPECT_EQ(
        fs::status(directory_ / "issuer.pem").permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const auto again = read_or_make_dev_issuer_key(directory_, why_);
    ASSERT_TRUE(again) << why_;
    EXPECT_EQ(again->modulus(), made->modulus());
}

TEST_F(DevSecrets, SeveralIssuersAtOnce_AgreeOnOneKey)
{
    constexpr std::size_t starts = 4;
    std::vector<std::string> seen(starts);
    {
        std::vector<std::jthread> processes;
        for (std::string& mine : seen)
            processes.emplace_back(
                [this, &mine]
                {
                    std::string why;
                    if (const auto got = read_or_make_dev_issuer_key(directory_, why))
                        mine = got->modulus();
                });
    }
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 1U);
    EXPECT_FALSE(seen[0].empty());
}

TEST_F(DevSecrets, FileThatHoldsNoKey_IsRefusedAndKept)
{
    fs::create_directory(directory_);
    std::ofstream(directory_ / "issuer.pem") << "no key";
    fs::permissions(directory_ / "issuer.pem", fs::perms::owner_read);
    EXPECT_EQ(read_or_make_dev_issuer_key(directory_, why_).error(), ws::errc::malformed_input);
    EXPECT_THAT(why_, testing::HasSubstr("delete it"));
}
