#pragma once

#include <memory>
#include <prometheus/collectable.h>
#include <string>
#include <vector>

namespace ws::server
{

/// Everything that is measured, as the page that Prometheus reads. Collected when it
/// is asked for; in between, nothing of it costs anything. Belongs to the shard's thread.
class metrics_page
{
public:
    /// `environment` becomes the label `env` of every sample.
    explicit metrics_page(std::string environment) : environment_(std::move(environment)) {}

    /// What it refers to must outlive the page.
    void add(std::unique_ptr<prometheus::Collectable> source) { sources_.push_back(std::move(source)); }

    /// In Prometheus' text format 0.0.4, families in the order of their sources.
    [[nodiscard]] std::string text() const;

    static constexpr const char* content_type = "text/plain; version=0.0.4; charset=utf-8";

private:
    std::string environment_;
    std::vector<std::unique_ptr<prometheus::Collectable>> sources_;
};

} // namespace ws::server
