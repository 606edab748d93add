"""variables.yaml itself: every command that fills a spec reads it."""

from collections.abc import Iterator

from ..problem import Problem

_TEXTS = ("meaning", "example")
_FLAGS = ("required", "secret")


def check(variables: dict) -> Iterator[Problem]:
    for name, entry in variables.items():
        if not isinstance(entry, dict):
            yield Problem("variables", name, f"must be a mapping with {' and '.join(_TEXTS)}")
            continue
        for field in _TEXTS:
            if not isinstance(entry.get(field), str) or not entry[field].strip():
                yield Problem("variables", f"{name}.{field}", "must be a text")
        for field in _FLAGS:
            if not isinstance(entry.get(field, False), bool):
                yield Problem("variables", f"{name}.{field}", "must be true or false")
        for field in entry.keys() - {*_TEXTS, *_FLAGS}:
            yield Problem("variables", f"{name}.{field}", "nobody reads this")
