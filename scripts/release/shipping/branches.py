"""The invariant of the three branches: each is an ancestor of the one before it in the order of promotion."""

from collections.abc import Iterator

from .environments import ENVIRONMENTS, Environment, before
from .git import Git, Remote


def out_of_line(git: Git, remote: Remote) -> Iterator[str]:
    """One sentence for each branch that holds commits which the branch before it lacks."""
    for environment in ENVIRONMENTS[1:]:
        source, target = before(environment).branch, environment.branch
        newer, older = remote.required_head(source), remote.required_head(target)
        if not git.contains(newer, older):
            count = git("rev-list", "--count", f"{newer}..{older}")
            yield f"{target} has {count} commit(s) that {source} lacks: scripts/release/hotfix back"


def waiting(git: Git, remote: Remote, environment: Environment) -> list[str]:
    """Commits that a promotion to `environment` would bring, newest first."""
    source = remote.required_head(before(environment).branch)
    target = remote.required_head(environment.branch)
    return git("rev-list", f"{target}..{source}").split()
