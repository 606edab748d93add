"""Names of apps and components, and the region."""

import re
from collections.abc import Iterator

from ..components import components
from ..problem import Problem

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}[a-z0-9]")
_REGIONS = {"atl", "nyc", "sfo", "tor", "ams", "fra", "lon", "blr", "sgp", "syd"}


def check(spec: dict) -> Iterator[Problem]:
    yield from _name(spec.get("name"), "name")
    if spec.get("region") not in _REGIONS:
        yield Problem("region", "region", f"'{spec.get('region')}' is none of {' '.join(sorted(_REGIONS))}")
    seen = set()
    for _, where, component in components(spec):
        name = component.get("name")
        yield from _name(name, where)
        if name in seen:
            yield Problem("unique-name", where, f"another component is called '{name}'; all kinds share one namespace")
        seen.add(name)


def _name(name: object, where: str) -> Iterator[Problem]:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield Problem(
            "name", where,
            f"'{name}' must have 2 to 32 of a-z, 0-9 and -, begin with a letter and not end with -")
