"""Fields the platform knows. The deprecated ones are left out on purpose: they are findings here.

None stands for a text, number or bool; ANYTHING for what nobody looks into.
"""

from collections.abc import Iterator

from ..components import label
from ..problem import Problem

ANYTHING = object()

_ALERT = {"rule": None, "disabled": None, "operator": None, "value": None, "window": None}
_ENV = {"key": None, "value": None, "scope": None, "type": None}
_LOG = {
    "name": None,
    "papertrail": {"endpoint": None},
    "datadog": {"endpoint": None, "api_key": None},
    "logtail": {"token": None},
    "open_search": {"endpoint": None, "cluster_name": None, "index_name": None, "basic_auth": ANYTHING},
}
_HEALTH = dict.fromkeys(
    ("http_path", "port", "initial_delay_seconds", "period_seconds", "timeout_seconds", "success_threshold",
     "failure_threshold"))
_COMPONENT = {
    "name": None,
    "github": {"repo": None, "branch": None, "deploy_on_push": None},
    "git": {"repo_clone_url": None, "branch": None},
    "image": ANYTHING,
    "source_dir": None,
    "dockerfile_path": None,
    "run_command": None,
    "instance_size_slug": None,
    "instance_count": None,
    "alerts": [_ALERT],
    "log_destinations": [_LOG],
    "envs": [_ENV],
}
_METRICS = {
    "cpu": {"percent": None},
    "requests_per_second": {"per_instance": None},
    "request_duration": {"p95_milliseconds": None},
}
_MATCH = {"path": {"prefix": None, "exact": None}, "authority": {"prefix": None, "exact": None}}
_RULE = {
    "match": _MATCH,
    "component": {"name": None, "preserve_path_prefix": None, "rewrite": None},
    "redirect": {"uri": None, "authority": None, "port": None, "scheme": None, "redirect_code": None},
    "cors": ANYTHING,
}
_SPEC = {
    "name": None,
    "region": None,
    "alerts": [_ALERT],
    "domains": [dict.fromkeys(("domain", "type", "zone", "wildcard", "certificate", "minimum_tls_version"))],
    "envs": [_ENV],
    "ingress": {"rules": [_RULE], "load_balancer": None, "load_balancer_size": None, "secure_header": ANYTHING},
    "egress": {"type": None},
    "maintenance": {"enabled": None, "archive": None, "offline_page_url": None},
    "vpc": {"id": None},
    "disable_edge_cache": None,
    "disable_email_obfuscation": None,
    "enhanced_threat_control_enabled": None,
    "databases": [dict.fromkeys(("name", "engine", "version", "production", "cluster_name", "db_name", "db_user"))],
    "services": [{
        **_COMPONENT,
        "http_port": None,
        "protocol": None,
        "internal_ports": ANYTHING,
        "autoscaling": {"min_instance_count": None, "max_instance_count": None, "metrics": _METRICS},
        "health_check": _HEALTH,
        "liveness_health_check": _HEALTH,
        "termination": {"drain_seconds": None, "grace_period_seconds": None},
    }],
    "jobs": [{
        **_COMPONENT,
        "kind": None,
        "schedule": {"cron": None, "time_zone": None},
        "timeout": None,
        "termination": {"grace_period_seconds": None},
    }],
    "workers": [{**_COMPONENT, "termination": {"grace_period_seconds": None}}],
}

_DEPRECATED = {
    "routes": "routes belong into ingress.rules",
    "environment_slug": "it selects a buildpack, and this is a Dockerfile build",
    "build_command": "it belongs to buildpacks; the Dockerfile builds",
}


def unknown_fields(spec: dict) -> Iterator[Problem]:
    yield from _walk(spec, _SPEC, "")


def _walk(value: object, known: object, where: str) -> Iterator[Problem]:
    if known is ANYTHING:
        return
    if known is None:
        if isinstance(value, (list, dict)):
            yield Problem("field-type", where, "must be a single value")
        return
    wanted, name = (list, "a list") if isinstance(known, list) else (dict, "a mapping")
    if not isinstance(value, wanted):
        yield Problem("field-type", where, f"must be {name}")
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _walk(entry, known[0], f"{where}[{label(entry, index)}]")
    else:
        for field, inner in value.items():
            path = f"{where}.{field}" if where else str(field)
            if field in known:
                yield from _walk(inner, known[field], path)
            elif field in _DEPRECATED or (field == "cors" and where.startswith("services")):
                why = _DEPRECATED.get(field, "the server answers CORS itself")
                yield Problem("deprecated-field", path, why)
            else:
                yield Problem("unknown-field", path, "the platform has no such field")
