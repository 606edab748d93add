"""Jobs: the migration runs before every deployment and stops it when it fails."""

import re
from collections.abc import Iterator

from ..components import components, env_values, mapping
from ..environments import MIGRATION_JOB
from ..problem import Problem

_KINDS = {"PRE_DEPLOY", "POST_DEPLOY", "FAILED_DEPLOY", "SCHEDULED"}
_DURATION = re.compile(r"(\d+h)?(\d+m)?(\d+s)?")
_COMMAND = "/usr/local/bin/imagineo-ws migrate up"
_NEEDS = ("DATABASE_URL", "DATABASE_AUTH_TOKEN")


def check(spec: dict) -> Iterator[Problem]:
    found = False
    for _, where, job in components(spec, "jobs"):
        kind = job.get("kind")
        if kind not in _KINDS:
            yield Problem(
                "job-kind", f"{where}.kind",
                f"'{kind}' is none of {' '.join(sorted(_KINDS))}; without one the platform takes POST_DEPLOY")
        if (kind == "SCHEDULED") != bool(mapping(job, "schedule").get("cron")):
            yield Problem("job-schedule", f"{where}.schedule", "a SCHEDULED job has schedule.cron, and no other has")
        timeout = job.get("timeout", "30m")
        if not isinstance(timeout, str) or not timeout or not _DURATION.fullmatch(timeout):
            yield Problem("job-timeout", f"{where}.timeout", f"'{timeout}' must be a duration such as 10m")
        if job.get("name") == MIGRATION_JOB:
            found = True
            yield from _migration(where, job)
    if not found:
        yield Problem("migration", "jobs", f"the job '{MIGRATION_JOB}' is missing")


def _migration(where: str, job: dict) -> Iterator[Problem]:
    if job.get("kind") != "PRE_DEPLOY":
        yield Problem("migration", f"{where}.kind", "must be PRE_DEPLOY: any other runs after the new code")
    if job.get("run_command") != _COMMAND:
        yield Problem("migration", f"{where}.run_command", f"must be {_COMMAND}")
    for name in _NEEDS:
        if name not in env_values(job):
            yield Problem("migration", f"{where}.envs", f"{name} is missing")
