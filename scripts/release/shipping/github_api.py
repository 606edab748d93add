"""GitHub's API: check runs of commits, and issues."""

import os
from dataclasses import dataclass
from datetime import datetime

from .failure import Refusal
from .http_json import JsonApi

_PAGE = 100


@dataclass(frozen=True)
class Verdict:
    """The newest run of one check. `state` is success, running, missing, or GitHub's conclusion."""

    name: str
    state: str
    completed: datetime | None = None

    @property
    def passed(self) -> bool:
        return self.state == "success"


class GitHub:
    """Of the repository GITHUB_REPOSITORY (owner/name). Raises Refusal where that or the token is not set."""

    def __init__(self):
        self.repository = os.environ.get("GITHUB_REPOSITORY", "")
        if self.repository.count("/") != 1:
            raise Refusal("GITHUB_REPOSITORY must be owner/name")
        self._api = JsonApi("GitHub", "GITHUB_API_URL", "https://api.github.com", "GITHUB_TOKEN")

    def verdict(self, commit: str, check: str) -> Verdict:
        """How the check's newest run for this commit went; one commit is on several branches, and so has several."""
        newest = max(self._runs(commit, check), key=lambda run: run.get("started_at") or "", default=None)
        if newest is None:
            return Verdict(check, "missing")
        if newest.get("status") != "completed":
            return Verdict(check, "running")
        completed = newest.get("completed_at")
        return Verdict(check, newest.get("conclusion") or "unknown",
                       datetime.fromisoformat(completed.replace("Z", "+00:00")) if completed else None)

    def open_issue(self, title: str) -> int | None:
        """The number of the newest open issue that has exactly this title."""
        page = 1
        while True:
            # Pull requests are among them.
            found = self._api.get_list(f"/repos/{self.repository}/issues", state="open", per_page=_PAGE, page=page)
            for issue in found:
                if issue.get("title") == title and "pull_request" not in issue:
                    return issue["number"]
            if len(found) < _PAGE:
                return None
            page += 1

    def create_issue(self, title: str, text: str) -> int:
        return self._api.send("POST", f"/repos/{self.repository}/issues", {"title": title, "body": text})["number"]

    def comment(self, issue: int, text: str) -> None:
        self._api.send("POST", f"/repos/{self.repository}/issues/{issue}/comments", {"body": text})

    def _runs(self, commit: str, check: str) -> list[dict]:
        runs: list[dict] = []
        page = 1
        while True:
            answer = self._api.get(
                f"/repos/{self.repository}/commits/{commit}/check-runs", check_name=check, per_page=_PAGE, page=page)
            found = answer.get("check_runs") or []
            runs += [run for run in found if run.get("name") == check]
            if len(found) < _PAGE:
                return runs
            page += 1
