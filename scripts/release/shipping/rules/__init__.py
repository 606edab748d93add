"""Rules for app specs: what the platform's own `--schema-only` validation lets through, and what we decided."""

from collections.abc import Iterator

from ..environments import Environment
from ..problem import Problem
from . import (alerts, alike, choices, env_entries, health, identity, ingress, jobs, names, placeholder_use, scaling, sources,
               variable_list)
from .fields import unknown_fields
from .placeholder_use import names_used


def check_spec(spec: dict, environment: Environment, variables: dict) -> list[Problem]:
    """Everything that is wrong with one spec, in the order of the rules."""
    shape = list(unknown_fields(spec))
    # The other rules read a document of the right shape.
    if any(problem.rule == "field-type" for problem in shape):
        return shape
    return shape + list(_problems(spec, environment, variables))


def _problems(spec: dict, environment: Environment, variables: dict) -> Iterator[Problem]:
    yield from names.check(spec)
    yield from choices.check(spec)
    yield from identity.check(spec, environment)
    yield from sources.check(spec)
    yield from scaling.check(spec)
    yield from health.check(spec)
    yield from ingress.check(spec)
    yield from env_entries.check(spec)
    yield from placeholder_use.check(spec, variables)
    yield from alerts.check(spec)
    yield from jobs.check(spec)


check_alike = alike.check
check_variables = variable_list.check

__all__ = ["check_alike", "check_spec", "check_variables", "names_used"]
