"""Which steps of the database's schema are among some commits."""

from pathlib import PurePosixPath

from .git import Git

FOLDER = "migrations"
_EXPAND = "-- migration: expand"


def between(git: Git, older: str, newer: str) -> list[tuple[str, str]]:
    """(file, expand or contract) of each migration that `newer` has and `older` lacks."""
    added = git("diff", "--name-only", "--diff-filter=A", older, newer, "--", f"{FOLDER}/*.sql").split()
    return [(path, "expand" if (git.file(newer, path) or "").startswith(_EXPAND) else "contract") for path in added]


def newest(git: Git, commit: str) -> str | None:
    """The name of the schema that a commit brings, which is its last step's; None when the commit is not in this clone."""
    if git.commit(commit) is None:
        return None
    steps = git("ls-tree", "--name-only", commit, f"{FOLDER}/").split()
    return max((PurePosixPath(step).stem for step in steps if step.endswith(".sql")), default=None)
