"""Fields of which the platform takes certain words only."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from ..components import flat
from ..problem import Problem

# Paths with * for one name.
_CHOICES = {
    "domains/*/type": ("DEFAULT", "PRIMARY", "ALIAS"),
    "egress/type": ("AUTOASSIGN", "DEDICATED_IP"),
    "ingress/load_balancer": ("UNKNOWN", "DIGITALOCEAN"),
    "databases/*/engine": ("PG", "MYSQL", "VALKEY", "MONGODB", "KAFKA", "OPENSEARCH"),
}


def check(spec: dict) -> Iterator[Problem]:
    for path, value in flat(spec):
        for pattern, words in _CHOICES.items():
            if fnmatchcase(path, pattern) and value not in words:
                why = "; it is at its end of life, VALKEY takes its place" if value == "REDIS" else ""
                yield Problem("choice", path, f"'{value}' is none of {' '.join(words)}{why}")
