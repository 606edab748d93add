#pragma once

#include "turso/hrana_answer.hpp"
#include "turso/hrana_cell.hpp"
#include "turso/hrana_members.hpp"
#include "turso/hrana_scalar.hpp"
#include "turso/hrana_shape.hpp"
#include "turso/hrana_statement.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ws::turso
{

/// Understands a pipeline's answer, token by token, and checks it against what was
/// asked for. The members of an object may come in any order; unknown ones are skipped.
/// Every token returns false when the answer is none that the protocol has; problem()
/// then says why, and nothing may follow.
class response_reader
{
public:
    explicit response_reader(const pipeline_shape& asked);

    [[nodiscard]] bool key(std::string_view name);
    [[nodiscard]] bool begin_object();
    [[nodiscard]] bool end_object();
    [[nodiscard]] bool begin_array();
    [[nodiscard]] bool end_array();
    [[nodiscard]] bool scalar(const json_scalar& s);

    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
    /// After the last token.
    [[nodiscard]] pipeline_answer take();
    /// As far as it was read.
    [[nodiscard]] const std::optional<std::string>& baton() const noexcept { return made_.baton; }

private:
    /// What one result of the pipeline answers.
    enum class subject : std::uint8_t
    {
        execute,
        batch,
        sequence,
        describe,
        get_autocommit,
        close,
    };
    static std::string_view name_of(subject s) noexcept;

    struct frame
    {
        place where = place::outside;
        member at = member::other; ///< whose value comes next
        std::uint32_t seen = 0;    ///< a bit for each member that was there
    };
    /// The longest way down: root, results, result, response, batch, step_results,
    /// statement_result, row_list, row, cell; and `outside`.
    static constexpr std::size_t most_frames = 11;

    /// What only the end of a result can judge: its members come in any order.
    struct pending_result
    {
        std::string type;
        std::string response_type;
        bool has_content = false; ///< the response's `result` came
        std::optional<bool> is_autocommit;
        std::optional<error> failure;
    };

    frame& top() noexcept { return frames_[depth_]; }
    void pop() noexcept { --depth_; }
    [[nodiscard]] bool has_seen(member m) const noexcept;
    bool refuse(std::string problem);
    [[nodiscard]] subject current() const noexcept { return asked_[result_count_ - 1]; }

    [[nodiscard]] std::optional<place> object_here() const noexcept;
    [[nodiscard]] std::optional<place> array_here() const noexcept;
    [[nodiscard]] bool enter(std::optional<place> next);
    [[nodiscard]] bool prepare(place entered);
    [[nodiscard]] bool leave();

    // hrana_response_parts.cpp: what the parts mean.
    [[nodiscard]] bool put_in_root(member m, const json_scalar& s);
    [[nodiscard]] bool put_in_result(member m, const json_scalar& s);
    [[nodiscard]] bool put_in_response(member m, const json_scalar& s);
    [[nodiscard]] bool put_in_description(member m, const json_scalar& s);
    [[nodiscard]] bool put_name_or_type(member m, const json_scalar& s);
    [[nodiscard]] bool put_error_text(member m, const json_scalar& s);
    [[nodiscard]] bool put_null_step(const json_scalar& s);

    [[nodiscard]] bool end_cell();
    [[nodiscard]] bool end_column();
    [[nodiscard]] bool end_parameter();
    [[nodiscard]] bool end_statement();
    [[nodiscard]] bool end_server_error();
    [[nodiscard]] bool end_batch();
    [[nodiscard]] bool end_description();
    [[nodiscard]] bool end_result();
    [[nodiscard]] bool end_root();
    [[nodiscard]] bool record_success();
    void record_failure(error e);

    const std::size_t step_count_;
    std::array<subject, 3> asked_{};
    std::size_t asked_count_ = 0;

    std::array<frame, most_frames> frames_{};
    std::size_t depth_ = 0;
    std::size_t skipping_ = 0; ///< levels of an unknown member's value
    std::string problem_;

    std::size_t result_count_ = 0; ///< begun so far
    pending_result result_;
    statement_reader statement_;
    cell_reader cell_;
    std::string name_, declared_type_;           ///< of a column or parameter
    std::string message_, code_, extended_code_; ///< of an error
    std::vector<std::optional<rows>> step_results_;
    std::vector<std::optional<error>> step_errors_;
    std::vector<step_outcome> steps_;
    statement_description description_;
    pipeline_answer made_;
};

} // namespace ws::turso
