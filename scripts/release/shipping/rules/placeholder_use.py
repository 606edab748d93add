"""${NAME} in a spec: from the list in variables.yaml, and secrets only where the platform keeps them."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from ..components import components, env_values, envs, flat
from ..placeholders import PLACEHOLDER, names_in, texts
from ..problem import Problem
from .env_entries import is_secret

# What the platform itself puts in, as ${_self.COMMIT_HASH}.
_PLATFORM = re.compile(r"\$\{_self\.[A-Z_]+\}")
_ONLY_A_NAME = "a secret's value is ${NAME} and nothing else"
# Credentials that are no variables of a component.
_CREDENTIALS = tuple(f"*/log_destinations/*/{field}" for field in (
    "logtail/token", "datadog/api_key", "open_search/basic_auth/password"))


def names_used(spec: dict) -> set[str]:
    return {name for _, text in texts(spec) for name in names_in(text)}


def check(spec: dict, variables: dict) -> Iterator[Problem]:
    for where, text in texts(spec):
        for name in names_in(text):
            if name not in variables:
                yield Problem("placeholder", where, f"${{{name}}} is not in variables.yaml")
        if "${" in _PLATFORM.sub("", PLACEHOLDER.sub("", text)):
            yield Problem("placeholder", where, f"'{text}' is neither a variable of ours nor one of the platform's")
    for where, value in flat(spec):
        if any(fnmatchcase(where, pattern) for pattern in _CREDENTIALS) and not _is_secret_variable(value, variables):
            yield Problem("secret-in-file", where, _ONLY_A_NAME)
    for _, where, component in components(spec, "services", "jobs", "workers"):
        for place, entry in envs(where, component):
            yield from _entry(place, str(entry.get("key")), str(entry.get("value", "")), variables)
    for _, where, service in components(spec, "services"):
        if env_values(service).get("RELEASE_SHA") != "${_self.COMMIT_HASH}":
            yield Problem("release-sha", f"{where}.envs[RELEASE_SHA]", "must be ${_self.COMMIT_HASH}")


def _entry(where: str, key: str, value: str, variables: dict) -> Iterator[Problem]:
    named = [name for name in names_in(value) if name in variables]
    if is_secret(key) and (not named or value != f"${{{named[0]}}}"):
        yield Problem("secret-in-file", where, _ONLY_A_NAME)
    if not is_secret(key) and any(variables[name].get("secret") for name in named):
        yield Problem("secret-in-file", where, f"{named[0]} is a secret, and this variable is not")


def _is_secret_variable(value: object, variables: dict) -> bool:
    found = PLACEHOLDER.fullmatch(str(value))
    return bool(found) and bool(variables.get(found[1], {}).get("secret"))
