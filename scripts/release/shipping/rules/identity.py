"""Which environment a spec is for: file, app name, branch and NODE_ENV say the same."""

from collections.abc import Iterator

from ..components import components, env_values, mapping
from ..environments import Environment
from ..problem import Problem

# The deployment's own variables: every service has them all.
_SEVEN = ("PORT", "NODE_ENV", "FRONTEND_URL", "CLERK_SECRET_KEY", "WEBHOOK_SECRET", "DATABASE_URL",
          "DATABASE_AUTH_TOKEN")


def check(spec: dict, environment: Environment) -> Iterator[Problem]:
    yield from _same("identity-name", "name", spec.get("name"), environment.app)
    for _, where, component in components(spec, "services", "jobs", "workers"):
        branch = mapping(component, "github").get("branch")
        yield from _same("identity-branch", f"{where}.github.branch", branch, environment.branch)
        node_env = env_values(component).get("NODE_ENV")
        yield from _same("identity-environment", f"{where}.envs[NODE_ENV]", node_env, environment.name)
    for _, where, service in components(spec, "services"):
        for name in _SEVEN:
            if name not in env_values(service):
                yield Problem("seven-variables", f"{where}.envs", f"{name} is missing")


def _same(rule: str, where: str, found: object, wanted: str) -> Iterator[Problem]:
    if found != wanted:
        yield Problem(rule, where, f"'{found}' must be '{wanted}' in this file")
