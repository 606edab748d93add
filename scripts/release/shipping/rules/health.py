"""Health checks, and the time a stopping instance has."""

from collections.abc import Iterator

from ..components import components, env_values, mapping
from ..problem import Problem
from .ranges import out_of_range, whole

_LIMITS = {
    "port": (1, 65535),
    "initial_delay_seconds": (0, 3600),
    "period_seconds": (1, 300),
    "timeout_seconds": (1, 120),
    "success_threshold": (1, 50),
    "failure_threshold": (1, 50),
}
_PATHS = {"health_check": "/health/ready", "liveness_health_check": "/health/live"}

# After the last client is sent away: what is under way, and the end itself (docs/shutdown.md).
_SECONDS_AFTER_SPREAD = 25


def check(spec: dict) -> Iterator[Problem]:
    for _, where, service in components(spec, "services"):
        for field, path in _PATHS.items():
            yield from _health_check(service, where, field, path)
        yield from _grace(where, service)
    for _, where, component in components(spec, "services", "jobs", "workers"):
        termination, place = mapping(component, "termination"), f"{where}.termination"
        yield from out_of_range("termination-range", termination, place, "drain_seconds", 1, 110)
        yield from out_of_range("termination-range", termination, place, "grace_period_seconds", 1, 600)


def _health_check(service: dict, where: str, field: str, path: str) -> Iterator[Problem]:
    if field not in service:
        yield Problem("health-check", where, f"{field} is missing: nothing would notice a server that hangs")
        return
    probe, place = mapping(service, field), f"{where}.{field}"
    if probe.get("http_path") != path:
        yield Problem("health-check", f"{place}.http_path", f"must be {path}")
    for name, (low, high) in _LIMITS.items():
        yield from out_of_range("health-range", probe, place, name, low, high)
    if field == "liveness_health_check" and probe.get("success_threshold", 1) != 1:
        yield Problem("health-range", f"{place}.success_threshold", "can only be 1 for liveness")


def _grace(where: str, service: dict) -> Iterator[Problem]:
    spread = env_values(service).get("SHUTDOWN_SPREAD_MS", "30000")
    grace = whole(mapping(service, "termination"), "grace_period_seconds", 120)
    if not str(spread).isdigit():
        yield Problem("grace-period", f"{where}.envs[SHUTDOWN_SPREAD_MS]", f"'{spread}' must be a number of milliseconds")
    elif int(spread) / 1000 + _SECONDS_AFTER_SPREAD > grace:
        yield Problem(
            "grace-period", f"{where}.termination.grace_period_seconds",
            f"{grace} s is less than SHUTDOWN_SPREAD_MS ({int(spread) / 1000:g} s) and {_SECONDS_AFTER_SPREAD} s more: "
            "the platform would kill the server while it still sends clients away")
