"""One finding of the linter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """`where` is the path inside the file, as `services[name].termination`; `rule` is what tests and people call it."""

    rule: str
    where: str
    text: str


def shown(file: str, problem: Problem) -> str:
    place = f" {problem.where}:" if problem.where else ""
    return f"{file}:{place} {problem.text} [{problem.rule}]"
