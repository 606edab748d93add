"""Alert rules at the level where they exist, and where logs go."""

from collections.abc import Iterator

from ..components import components, entries, mapping
from ..problem import Problem

_APP = {"DEPLOYMENT_FAILED", "DEPLOYMENT_LIVE", "DEPLOYMENT_STARTED", "DEPLOYMENT_CANCELED", "DOMAIN_FAILED",
        "DOMAIN_LIVE", "AUTOSCALE_FAILED", "AUTOSCALE_SUCCEEDED"}
_COMPONENT = {"CPU_UTILIZATION", "MEM_UTILIZATION", "RESTART_COUNT"}
_SERVICE = _COMPONENT | {"REQUESTS_PER_SECOND"}
_WINDOWS = {"FIVE_MINUTES", "TEN_MINUTES", "THIRTY_MINUTES", "ONE_HOUR"}
_DESTINATIONS = {"papertrail", "datadog", "logtail", "open_search"}


def check(spec: dict) -> Iterator[Problem]:
    yield from _level(spec, "", _APP)
    if "DEPLOYMENT_FAILED" not in {alert.get("rule") for alert in entries(spec, "alerts")}:
        yield Problem("alert-missing", "alerts", "DEPLOYMENT_FAILED is missing")
    for kind, where, component in components(spec, "services", "jobs", "workers"):
        yield from _level(component, f"{where}.", _SERVICE if kind == "services" else _COMPONENT)
        yield from _log_destinations(component, where)
    for _, where, service in components(spec, "services"):
        missing = _COMPONENT - {alert.get("rule") for alert in entries(service, "alerts")}
        for rule in sorted(missing):
            yield Problem("alert-missing", f"{where}.alerts", f"{rule} is missing")


def _level(holder: dict, where: str, known: set[str]) -> Iterator[Problem]:
    for alert in entries(holder, "alerts"):
        rule, place = alert.get("rule"), f"{where}alerts[{alert.get('rule')}]"
        if rule == "REQUEST_DURATION_P95_MS":
            yield Problem("alert-rule", place, "a WebSocket may count as one request of hours: it would always fire")
        elif rule not in known:
            yield Problem("alert-rule", place, f"'{rule}' is none of {' '.join(sorted(known))}")
        elif known is _APP:
            if set(alert) - {"rule", "disabled"}:
                yield Problem("alert-condition", place, "a rule of the app has neither operator nor value nor window")
        else:
            yield from _condition(alert, place)


def _condition(alert: dict, where: str) -> Iterator[Problem]:
    if alert.get("operator") not in ("GREATER_THAN", "LESS_THAN"):
        yield Problem("alert-condition", where, "operator must be GREATER_THAN or LESS_THAN")
    if alert.get("window") not in _WINDOWS:
        yield Problem("alert-condition", where, f"window must be one of {' '.join(sorted(_WINDOWS))}")
    value = alert.get("value")
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value < 0:
        yield Problem("alert-condition", where, f"value '{value}' must be a number")
    elif alert["rule"].endswith("_UTILIZATION") and value > 100:
        yield Problem("alert-condition", where, f"value {value} is more than 100 percent")


def _log_destinations(component: dict, where: str) -> Iterator[Problem]:
    if not entries(component, "log_destinations"):
        yield Problem("log-destination", where, "log_destinations is missing: the platform keeps logs for a short time only")
    for index, destination in enumerate(entries(component, "log_destinations")):
        place = f"{where}.log_destinations[{destination.get('name', index)}]"
        name = destination.get("name")
        if not isinstance(name, str) or not 2 <= len(name) <= 42:
            yield Problem("log-destination", place, "name must have 2 to 42 characters")
        given = _DESTINATIONS & set(destination)
        if len(given) != 1:
            yield Problem("log-destination", place, f"needs exactly one of {' '.join(sorted(_DESTINATIONS))}")
        elif not mapping(destination, *given):
            yield Problem("log-destination", f"{place}.{''.join(given)}", "is empty")
