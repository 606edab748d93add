"""What is served, written down for whoever tests it: `scripts/release/smoke-test --record`."""

import json
from pathlib import Path

from .environments import Environment
from .git import Git
from .migrations import newest
from .platform_api import commit_of


def write_record(path: Path, environment: Environment, app: dict, deployment: dict) -> None:
    """`schema` is null where the commit is not in this clone; the platform tells no digest of an image that it built."""
    commit = commit_of(deployment)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({
        "environment": environment.name, "app": app["id"], "deployment": deployment["id"], "commit": commit,
        "schema": newest(Git(), commit), "url": app.get("live_url", ""),
    }, indent=2) + "\n", encoding="utf-8")
