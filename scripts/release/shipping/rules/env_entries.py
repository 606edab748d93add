"""Environment variables: their form, and that no secret reaches a build or a log."""

import re
from collections.abc import Iterator

from ..components import KINDS, components, envs
from ..problem import Problem

_KEY = re.compile(r"[_A-Za-z][_A-Za-z0-9]*")
_SENSITIVE = re.compile(r"SECRET|TOKEN|KEY|DATABASE_URL")
# Names that look like a secret's and are printed into every page.
_PUBLIC = {"CLERK_PUBLISHABLE_KEY"}


def is_secret(key: str) -> bool:
    return bool(_SENSITIVE.search(key)) and key not in _PUBLIC


def check(spec: dict) -> Iterator[Problem]:
    if spec.get("envs"):
        yield Problem("app-envs", "envs", "variables belong to components: the migration has no use for Clerk's key")
    for _, where, component in components(spec, *KINDS):
        seen = set()
        for place, entry in envs(where, component):
            yield from _entry(place, entry)
            if entry.get("key") in seen:
                yield Problem("env-twice", place, "the variable is set twice")
            seen.add(entry.get("key"))


def _entry(where: str, entry: dict) -> Iterator[Problem]:
    name, value = entry.get("key"), entry.get("value")
    key = str(name)
    if not isinstance(name, str) or not _KEY.fullmatch(name):
        yield Problem("env-key", where, f"'{name}' is not a variable's name")
    if not isinstance(value, str):
        yield Problem("env-value", where, f"the value {value} must be text: put it in quotes")
    elif not value.strip():
        yield Problem("env-value", where, "the value is empty, which is as good as unset: leave the variable out")
    if entry.get("scope") != "RUN_TIME":
        yield Problem("env-scope", where, "scope must be RUN_TIME: the default puts the value into the image's history")
    kind = entry.get("type", "GENERAL")
    if kind not in ("GENERAL", "SECRET"):
        yield Problem("env-type", where, f"'{kind}' is neither GENERAL nor SECRET")
    elif is_secret(key) != (kind == "SECRET"):
        yield Problem("env-secret", where, f"type must be {'SECRET' if is_secret(key) else 'GENERAL'}")
