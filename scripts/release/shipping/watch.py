"""Follows a deployment to its end."""

import time
from collections.abc import Callable, Iterator
from itertools import takewhile

from .environments import MIGRATION_JOB, SERVICE
from .failure import Refusal, Unreachable
from .platform_api import FAILED, REPLACED, Platform, commit_of


class DeploymentFailed(Refusal):
    """The platform gave the deployment up. The old one goes on serving."""


def wait_until_active(platform: Platform, app: dict, deployment: dict, replaced_by: Callable[[dict], bool],
                      seconds: float, pause: float) -> dict:
    """The deployment that is ACTIVE in the end: this one, or a newer one for which `replaced_by` holds.

    Raises DeploymentFailed, Refusal when a newer deployment of something else took its place, and Unreachable
    when it is not over after `seconds`; it asks every `pause` seconds.
    """
    deadline = time.monotonic() + seconds
    seen = ""
    while True:
        phase = deployment["phase"]
        if phase != seen:
            print(f"{deployment['id']}: {phase}", flush=True)
            seen = phase
        if phase == "ACTIVE":
            return deployment
        if phase in FAILED:
            raise DeploymentFailed("\n".join(
                [f"deployment {deployment['id']} ended as {phase}", *failed_steps(deployment), _where_logs_are(app, deployment)]))
        if phase == REPLACED:
            deployment, seen = _newer(platform, app, deployment, replaced_by), ""
            continue
        if time.monotonic() >= deadline:
            raise Unreachable(f"deployment {deployment['id']} is still {phase} after {seconds / 60:g} minutes")
        time.sleep(pause)
        deployment = platform.deployment(app, deployment["id"])


def failed_steps(deployment: dict) -> Iterator[str]:
    """What the platform says went wrong, one line a step."""
    pending = list((deployment.get("progress") or {}).get("steps") or [])
    while pending:
        step = pending.pop(0)
        reason = step.get("reason") or {}
        if step.get("status") == "ERROR" and reason:
            yield f"  {step.get('component_name') or step.get('name')}: {reason.get('code')}: {reason.get('message')}"
        pending += step.get("steps") or []


def _where_logs_are(app: dict, deployment: dict) -> str:
    return (f"  its log: doctl apps logs {app['id']} {SERVICE} --deployment {deployment['id']} --type build, and --type deploy; "
            f"of the migration: {MIGRATION_JOB} in place of {SERVICE}")


def _newer(platform: Platform, app: dict, superseded: dict, replaced_by: Callable[[dict], bool]) -> dict:
    """The newest one that takes its place; one that failed only when there is no other, for then the old one serves."""
    newer = list(takewhile(lambda deployment: deployment["id"] != superseded["id"], platform.deployments(app)))
    suitable = [deployment for deployment in newer if replaced_by(deployment)]
    suitable.sort(key=lambda deployment: deployment["phase"] in FAILED)
    if not suitable:
        by = f"{newer[0]['id']} with commit {commit_of(newer[0]) or 'unknown'}, which does not contain this one" if newer else "nobody"
        raise Refusal(f"deployment {superseded['id']} was superseded by {by}")
    print(f"{superseded['id']} was superseded by {suitable[0]['id']}, which contains it", flush=True)
    return suitable[0]
