"""Where a component's image comes from: this repository's Dockerfile, the same for all of them."""

from collections.abc import Iterator

from ..components import components, mapping
from ..problem import Problem

_SOURCES = ("git", "github", "gitlab", "bitbucket", "image")


def check(spec: dict) -> Iterator[Problem]:
    built = list(components(spec, "services", "jobs", "workers"))
    for _, where, component in built:
        given = [source for source in _SOURCES if source in component]
        if given != ["github"]:
            yield Problem("one-source", where, f"needs github and no other source, not {given or 'none'}")
        # The whole repository is the server: its root is the build's context.
        if component.get("source_dir") != "/":
            yield Problem("build-context", f"{where}.source_dir", "must be /, the context that the Dockerfile copies from")
        if component.get("dockerfile_path") != "Dockerfile":
            yield Problem("build-context", f"{where}.dockerfile_path", "must be Dockerfile, from the repository's root")
    for _, where, component in built[1:]:
        first = mapping(built[0][2], "github")
        if mapping(component, "github") != first:
            yield Problem("same-source", f"{where}.github", f"must be that of {built[0][1]}, or they run different code")
    for _, where, service in components(spec, "services"):
        if "run_command" in service:
            yield Problem(
                "run-command", f"{where}.run_command",
                "leave it out: it starts a shell, and the shell gets SIGTERM in the server's place")
