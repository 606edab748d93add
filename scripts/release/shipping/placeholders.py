"""${NAME} in specs: an explicit list of names, every value given, nothing else touched.

It works on the parsed document: a value with a quote or a line break in it cannot change the spec's structure.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from .components import label

PLACEHOLDER = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


class Unset(Exception):
    """Required variables without a value; `names` lists them."""

    def __init__(self, names: list[str]):
        super().__init__(f"not set: {' '.join(names)}")
        self.names = names


def names_in(text: str) -> list[str]:
    return PLACEHOLDER.findall(text)


def walk(value: object, where: str = "") -> Iterator[tuple[str, str]]:
    """(where, text) of every text in a document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, f"{where}[{label(inner, index)}]")
    elif isinstance(value, str):
        yield where, value


def substitute(spec: dict, variables: dict, value_of: Callable[[str], str | None]) -> dict:
    """The spec with its values in place; `value_of` gives None or "" for a variable that is not set.

    An entry of a list that holds an optional variable without a value is left out, and so is a list that
    becomes empty. Raises Unset, with all required names at once, and KeyError for a name that `variables`
    does not have: the linter finds those.
    """
    values = {name: value_of(name) or "" for _, text in walk(spec) for name in names_in(text)}
    missing = [name for name, value in values.items() if not value and variables[name].get("required")]
    if missing:
        raise Unset(missing)
    absent = {name for name, value in values.items() if not value}
    return _filled(spec, values, absent)


def _filled(value: Any, values: dict[str, str], absent: set[str]) -> Any:
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda found: values[found[1]], value)
    if isinstance(value, list):
        return [_filled(entry, values, absent) for entry in value if not _holds(entry, absent)]
    if isinstance(value, dict):
        filled = {key: _filled(inner, values, absent) for key, inner in value.items()}
        return {key: inner for key, inner in filled.items() if inner != [] or value[key] == []}
    return value


def _holds(entry: object, absent: set[str]) -> bool:
    """Whether the entry itself needs an absent name; a list inside it drops its own entries instead."""
    if isinstance(entry, dict):
        return any(_holds(inner, absent) for inner in entry.values() if not isinstance(inner, list))
    return isinstance(entry, str) and any(name in absent for name in names_in(entry))
