"""The three specs say the same but for what must differ: what was tested on staging is what production runs."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from ..components import flat
from ..problem import Problem

# Paths with * for one or more names.
_MAY_DIFFER = (
    "name",
    "alerts/DEPLOYMENT_LIVE/rule",
    "*/github/branch",
    "services/*/health_check/success_threshold",
    "services/*/termination/*",
    "services/*/alerts/*/value",
    "services/*/alerts/*/window",
    "*/envs/NODE_ENV/value",
    "*/envs/LOG_LEVEL/value",
    "*/envs/SHUTDOWN_SPREAD_MS/value",
)


def check(specs: dict[str, dict]) -> Iterator[tuple[str, Problem]]:
    """(file, finding) of every value in which a file differs from the first one of `specs`."""
    (first, model), *others = ((file, dict(flat(spec))) for file, spec in specs.items())
    for file, values in others:
        for path in sorted(model.keys() | values.keys()):
            if model.get(path) != values.get(path) and not any(fnmatchcase(path, pattern) for pattern in _MAY_DIFFER):
                yield file, Problem(
                    "alike", path, f"{values.get(path, 'nothing')!r} differs from {model.get(path, 'nothing')!r} in {first}")
