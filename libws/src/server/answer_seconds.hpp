#pragma once

namespace ws::server
{

/// Bounds of the histograms of answers, ours and the database's, so that one query suits both.
inline constexpr double answer_seconds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                            0.25,  0.5,    1,     2.5,  5,     10};

} // namespace ws::server
