"""Git, on the repository that the command is called in."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .failure import Refusal, Unreachable


class Git:
    """`folder` is a work tree; every failing command raises Unreachable with what git said."""

    def __init__(self, folder: Path | str = "."):
        self._folder = str(folder)

    def __call__(self, *arguments: str) -> str:
        """What the command prints, without the line break at its end."""
        done = self._run(arguments)
        if done.returncode != 0:
            raise Unreachable(f"git {arguments[0]}: {_without_credentials(done.stderr.strip() or done.stdout.strip())}")
        return done.stdout.rstrip("\n")

    def succeeds(self, *arguments: str) -> bool:
        return self._run(arguments).returncode == 0

    def commit(self, revision: str) -> str | None:
        """The full hash that a revision means, None when it means nothing."""
        done = self._run(("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"))
        return done.stdout.strip() if done.returncode == 0 else None

    def contains(self, newer: str, older: str) -> bool:
        """Whether `older` is `newer` or one of its ancestors."""
        return self.succeeds("merge-base", "--is-ancestor", older, newer)

    def parents(self, commit: str) -> list[str]:
        return self("rev-list", "--parents", "-n", "1", commit).split()[1:]

    def subject(self, commit: str) -> str:
        return self("log", "-1", "--format=%h %s", commit)

    def file(self, commit: str, path: str) -> str | None:
        """The text of a file in a commit, None when it is not there."""
        done = self._run(("show", f"{commit}:{path}"))
        return done.stdout if done.returncode == 0 else None

    @contextmanager
    def at(self, commit: str) -> Iterator["Git"]:
        """A work tree of its own at that commit, so that the caller's stays as it is."""
        with tempfile.TemporaryDirectory(prefix="release-") as parent:
            folder = Path(parent) / "tree"
            self("worktree", "add", "--quiet", "--detach", str(folder), commit)
            try:
                yield Git(folder)
            finally:
                self("worktree", "remove", "--force", str(folder))

    def _run(self, arguments: tuple[str, ...]) -> subprocess.CompletedProcess:
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "LC_ALL": "C"}
        return subprocess.run(
            ["git", "-C", self._folder, *arguments], capture_output=True, text=True, errors="replace", check=False,
            env=environment)


class Remote:
    """The branches of a remote, as they were at the last fetch()."""

    def __init__(self, git: Git, name: str):
        self._git = git
        self.name = name

    def fetch(self) -> None:
        self._git("fetch", "--quiet", "--prune", self.name)

    def head(self, branch: str) -> str | None:
        return self._git.commit(f"refs/remotes/{self.name}/{branch}")

    def required_head(self, branch: str) -> str:
        found = self.head(branch)
        if found is None:
            raise Refusal(f"{self.name} has no branch {branch}: scripts/release/create-branches")
        return found

    def push(self, branches: dict[str, str]) -> None:
        """Sets branches to commits, "" deletes one; all or none. Git itself refuses what is no fast-forward."""
        self._git("push", "--quiet", "--atomic", self.name,
                  *(f"{commit}:refs/heads/{branch}" for branch, commit in branches.items()))


def _without_credentials(text: str) -> str:
    """An address such as https://user:token@host may be in what git says."""
    words = []
    for word in text.split(" "):
        scheme, separator, rest = word.partition("://")
        words.append(f"{scheme}://{rest.rpartition('@')[2]}" if separator and "@" in rest.split("/")[0] else word)
    return " ".join(words)
