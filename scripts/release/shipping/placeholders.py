"""${NAME} in specs: an explicit list of names, every value given, nothing else touched.

It works on the parsed document: a value with a quote or a line break in it cannot change the spec's structure.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from .components import flat, label

PLACEHOLDER = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


class Unset(Exception):
    """Required variables without a value; `names` lists them."""

    def __init__(self, names: list[str]):
        super().__init__(f"not set: {' '.join(names)}")
        self.names = names


def names_in(text: str) -> list[str]:
    return PLACEHOLDER.findall(text)


def texts(value: object) -> Iterator[tuple[str, str]]:
    """(path, text) of every text in a document."""
    return ((path, text) for path, text in flat(value) if isinstance(text, str))


def substitute(spec: dict, variables: dict, value_of: Callable[[str, str], str | None]) -> dict:
    """The spec with its values in place; `value_of` takes a name and the path where it stands, and gives None
    or "" for a variable that is not set.

    An entry of a list that holds an optional variable without a value is left out, and so is a list that
    becomes empty. Raises Unset, with all required names at once, and KeyError for a name that `variables`
    does not have: the linter finds those.
    """
    filled: dict[str, str] = {}
    missing: list[str] = []
    absent: set[str] = set()
    for path, text in texts(spec):
        values = {name: value_of(name, path) or "" for name in names_in(text)}
        unset = [name for name, value in values.items() if not value]
        missing += [name for name in unset if variables[name].get("required") and name not in missing]
        if unset:
            absent.add(path)
        filled[path] = PLACEHOLDER.sub(lambda found: values[found[1]], text)
    if missing:
        raise Unset(missing)
    return _rebuilt(spec, "", filled, absent)


def _rebuilt(value: Any, path: str, filled: dict[str, str], absent: set[str]) -> Any:
    if isinstance(value, list):
        places = [(entry, f"{path}/{label(entry, index)}") for index, entry in enumerate(value)]
        return [_rebuilt(entry, place, filled, absent) for entry, place in places if not _holds(entry, place, absent)]
    if isinstance(value, dict):
        inner = {key: _rebuilt(entry, f"{path}/{key}" if path else key, filled, absent) for key, entry in value.items()}
        return {key: entry for key, entry in inner.items() if entry != [] or value[key] == []}
    return filled[path] if isinstance(value, str) else value


def _holds(entry: object, path: str, absent: set[str]) -> bool:
    """Whether the entry itself needs an absent value; a list inside it drops its own entries instead."""
    if isinstance(entry, dict):
        return any(_holds(inner, f"{path}/{key}", absent) for key, inner in entry.items() if not isinstance(inner, list))
    return path in absent
