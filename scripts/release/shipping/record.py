"""What is served, written down for whoever tests it: `scripts/release/smoke-test --record`."""

import json
from pathlib import Path

from .environments import Environment
from .platform_api import commit_of


def write_record(path: Path, environment: Environment, app: dict, deployment: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({
        "environment": environment.name, "app": app["id"], "deployment": deployment["id"], "commit": commit_of(deployment),
        "url": app.get("live_url", ""),
    }, indent=2) + "\n", encoding="utf-8")
