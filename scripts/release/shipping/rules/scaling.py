"""Sizes, numbers of instances, ports and protocol."""

from collections.abc import Iterator

from ..components import components, env_values, mapping
from ..problem import Problem
from .ranges import out_of_range, whole

_SINGLE_INSTANCE = {"apps-s-1vcpu-0.5gb", "apps-s-1vcpu-1gb-fixed"}
_SIZES = _SINGLE_INSTANCE | {
    "apps-s-1vcpu-1gb", "apps-s-1vcpu-2gb", "apps-s-2vcpu-4gb", "apps-d-1vcpu-0.5gb", "apps-d-1vcpu-1gb",
    "apps-d-1vcpu-2gb", "apps-d-1vcpu-4gb", "apps-d-2vcpu-4gb", "apps-d-2vcpu-8gb", "apps-d-4vcpu-8gb",
    "apps-d-4vcpu-16gb", "apps-d-8vcpu-32gb",
}
# metric, its field, and the most that this may be
_METRICS = (
    ("cpu", "percent", 100),
    ("requests_per_second", "per_instance", 1_000_000),
    ("request_duration", "p95_milliseconds", 1_000_000),
)


def check(spec: dict) -> Iterator[Problem]:
    for _, where, component in components(spec, "services", "jobs", "workers"):
        size = component.get("instance_size_slug")
        if size not in _SIZES:
            yield Problem("size", f"{where}.instance_size_slug", f"'{size}' is none of {' '.join(sorted(_SIZES))}")
        yield from out_of_range("instance-count", component, where, "instance_count", 1, 250)
        yield from _several(where, component)
    for _, where, service in components(spec, "services"):
        yield from out_of_range("port", service, where, "http_port", 1, 65535)
        listens, served = env_values(service).get("PORT"), service.get("http_port", 8080)
        if listens is not None and str(listens) != str(served):
            yield Problem("port", f"{where}.envs[PORT]", f"'{listens}' is not http_port, {served}: nobody would answer there")
        if str(service.get("protocol", "HTTP")) != "HTTP":
            yield Problem("protocol", f"{where}.protocol", "must be HTTP: HTTP2 has no Upgrade handshake")


def _several(where: str, component: dict) -> Iterator[Problem]:
    autoscaling = mapping(component, "autoscaling")
    if autoscaling and "instance_count" in component:
        yield Problem("autoscaling", where, "instance_count and autoscaling exclude one another")
    most = max(whole(component, "instance_count", 1), whole(autoscaling, "max_instance_count", 1))
    if component.get("instance_size_slug") in _SINGLE_INSTANCE and most > 1:
        yield Problem(
            "single-instance", where,
            f"{component['instance_size_slug']} allows one instance; apps-s-1vcpu-1gb is the smallest for several")
    for field in ("min_instance_count", "max_instance_count"):
        yield from out_of_range("autoscaling", autoscaling, f"{where}.autoscaling", field, 1, 250)
    if autoscaling:
        yield from _metrics(f"{where}.autoscaling.metrics", mapping(autoscaling, "metrics"), component)


def _metrics(where: str, metrics: dict, component: dict) -> Iterator[Problem]:
    if not metrics:
        yield Problem("autoscaling-metrics", where, "needs one of cpu request_duration requests_per_second")
    if "cpu" in metrics and not str(component.get("instance_size_slug")).startswith("apps-d-"):
        yield Problem("autoscaling-metrics", f"{where}.cpu", "needs a size with a CPU of its own, apps-d-…")
    for metric, field, most in _METRICS:
        yield from out_of_range("autoscaling-metrics", mapping(metrics, metric), f"{where}.{metric}", field, 1, most)
