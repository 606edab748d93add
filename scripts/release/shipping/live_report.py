"""How an app stands beside its branch: its spec, its commit, and whether a rollback holds it."""

from collections.abc import Mapping

from .environments import Environment
from .failure import Refusal
from .git import Git, Remote
from .live_spec import LiveValues, differences
from .placeholders import substitute
from .platform_api import Platform, commit_of, is_pinned
from .spec_files import VARIABLES
from .spec_yaml import parse

# Stands for a required variable that is set neither here nor in the app.
_MISSING = "(a value)"


class LiveReport:
    """The spec is compared with the file on the environment's branch, not with the one in the work tree.

    `given` are values of variables; what is not in there need only be in the app.
    """

    def __init__(self, git: Git, remote: Remote, platform: Platform, environment: Environment, given: Mapping[str, str]):
        self._git = git
        self._environment = environment
        self._given = given
        self._head = remote.required_head(environment.branch)
        self.app = platform.app(environment)
        self.commit = commit_of(self.app.get("active_deployment") or {})  # that it serves

    def spec_differences(self) -> list[str]:
        """One sentence each. Secrets need only be there."""
        spec, variables = (self._document(f"specs/{name}") for name in (self._environment.spec, VARIABLES))
        live = self.app["spec"]
        value_of = LiveValues(spec, live, variables, self._given)
        filled = substitute(spec, variables, lambda name, path: (
            value_of(name, path) or value_of.of_app(path) or (_MISSING if variables[name].get("required") else None)))
        return [f"{self._environment.app}: {difference}" for difference in differences(spec, filled, live, variables)]

    def state(self) -> list[str]:
        """What keeps the app from serving its branch's newest commit."""
        found = []
        if is_pinned(self.app):
            found.append(f"{self._environment.app}: pinned by a rollback: scripts/release/rollback keep or undo")
        if self.commit != self._head:
            found.append(
                f"{self._environment.app}: serves {self.commit or 'nothing'}, {self._environment.branch} is at {self._head}")
        return found

    def _document(self, path: str) -> dict:
        text = self._git.file(self._head, path)
        if text is None:
            raise Refusal(f"{self._environment.branch} has no {path}")
        return parse(text)
