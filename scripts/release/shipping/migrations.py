"""Which steps of the database's schema are among some commits."""

from .git import Git

FOLDER = "migrations"
_EXPAND = "-- migration: expand"


def between(git: Git, older: str, newer: str) -> list[tuple[str, str]]:
    """(file, expand or contract) of each migration that `newer` has and `older` lacks."""
    added = git("diff", "--name-only", "--diff-filter=A", older, newer, "--", f"{FOLDER}/*.sql").split()
    return [(path, "expand" if (git.file(newer, path) or "").startswith(_EXPAND) else "contract") for path in added]
