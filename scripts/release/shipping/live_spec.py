"""A spec file beside the spec that the platform has: the values that are only there, and what differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from .components import flat
from .placeholders import PLACEHOLDER, names_in, texts

# What the platform takes a value to be when a spec does not have it.
_DEFAULTS = (
    ("*/envs/*/scope", "RUN_AND_BUILD_TIME"),
    ("*/envs/*/type", "GENERAL"),
    ("services/*/protocol", "HTTP"),
    ("services/*/http_port", 8080),
    ("*/source_dir", "/"),
    ("*/instance_count", 1),
    ("*/success_threshold", 1),
    ("*/initial_delay_seconds", 0),
    ("*alerts/*/disabled", False),
    ("egress/type", "AUTOASSIGN"),
    ("ingress/load_balancer", "DIGITALOCEAN"),
)
# What it adds by itself.
_ADDED = ("features/*",)


@dataclass(frozen=True)
class Difference:
    """`file` and `live` are None where that side has nothing. A secret's value is never in here."""

    path: str
    file: object
    live: object

    def __str__(self) -> str:
        live, file = ("nothing" if value is None else str(value) for value in (self.live, self.file))
        return f"{self.path}: {live} -> {file}"


class LiveValues:
    """Where values of variables come from when the app exists: what is set here, and what it has already.

    A secret that the app has stays: the platform gives out its own encryption of it, EV[…], which is good for
    this app alone, and would take any other value for a change. An optional variable that is not set here
    stays as well.
    """

    def __init__(self, spec: dict, live: dict, variables: dict, given: Mapping[str, str]):
        there = dict(flat(live))
        self._there = {path: str(there[path]) for path, text in texts(spec)
                       if PLACEHOLDER.fullmatch(text) and there.get(path)}
        self._variables = variables
        self._given = given

    def of_app(self, path: str) -> str | None:
        return self._there.get(path)

    def __call__(self, name: str, path: str) -> str | None:
        variable = self._variables[name]
        if variable.get("secret"):
            return self.of_app(path) or self._given.get(name)
        return self._given.get(name) or (None if variable.get("required") else self.of_app(path))


def differences(spec: dict, filled: dict, live: dict, variables: dict) -> Iterator[Difference]:
    """What becomes different when `filled`, which is `spec` with values, takes the place of `live`."""
    wanted, there = dict(flat(filled)), dict(flat(live))
    secrets = _secret_paths(spec, there, variables)
    for path in sorted(wanted.keys() | there.keys()):
        file, found = wanted.get(path), there.get(path)
        if _same(path, file, found):
            continue
        if path in secrets:
            file, found = (None if value is None else "(secret)" for value in (file, found))
            file = "(another secret)" if file and found else file
        yield Difference(path, file, found)


def _secret_paths(spec: dict, there: dict, variables: dict) -> set[str]:
    ours = {path for path, text in texts(spec)
            if any(variables.get(name, {}).get("secret") for name in names_in(text))}
    theirs = {path.removesuffix("type") + "value" for path, value in there.items()
              if fnmatchcase(path, "*envs/*/type") and value == "SECRET"}
    return ours | theirs


def _same(path: str, file: object, live: object) -> bool:
    if file == live or any(fnmatchcase(path, pattern) for pattern in _ADDED):
        return True
    present = live if file is None else file
    return None in (file, live) and any(
        fnmatchcase(path, pattern) and present == default for pattern, default in _DEFAULTS)
