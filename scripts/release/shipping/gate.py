"""What a commit must have behind it before it goes further."""

from datetime import datetime, timedelta, timezone

from .failure import Refusal
from .github_api import GitHub, Verdict


def require_green(commit: str, checks: tuple[str, ...]) -> list[Verdict]:
    """The verdicts. Raises Refusal that names every check which has not passed."""
    github = GitHub()
    verdicts = [github.verdict(commit, check) for check in checks]
    bad = [f"{verdict.name}: {verdict.state}" for verdict in verdicts if not verdict.passed]
    if bad:
        raise Refusal(f"{commit} is not green: {'; '.join(bad)}")
    print(f"{commit} is green: {', '.join(checks)}")
    return verdicts


def require_soaked(verdict: Verdict, hours: float) -> None:
    """Raises Refusal unless the check passed at least `hours` ago."""
    if verdict.completed is None:
        raise Refusal(f"GitHub does not say when '{verdict.name}' was over")
    age = datetime.now(timezone.utc) - verdict.completed
    if age < timedelta(hours=hours):
        raise Refusal(f"'{verdict.name}' is {age / timedelta(hours=1):.1f} hours old, less than {hours:g}")
