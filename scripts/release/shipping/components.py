"""Walks over the parts of an app spec."""

from collections.abc import Iterator

# Every kind of component a spec may have; we use services and jobs.
KINDS = ("services", "jobs", "workers", "static_sites", "functions", "databases")


def entries(holder: dict, field: str) -> list[dict]:
    """The mappings of a list; what has another type is the linter's shape rule's matter."""
    values = holder.get(field)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def mapping(holder: dict, field: str) -> dict:
    value = holder.get(field)
    return value if isinstance(value, dict) else {}


def label(entry: object, index: int) -> object:
    """What an entry of a list is called in a path: its name, so that order does not matter."""
    if isinstance(entry, dict):
        return next((entry[field] for field in ("name", "key", "rule") if field in entry), index)
    return index


def components(spec: dict, *kinds: str) -> Iterator[tuple[str, str, dict]]:
    """(kind, where, component) of every component of these kinds; of all kinds when none is named."""
    for kind in kinds or KINDS:
        for index, component in enumerate(entries(spec, kind)):
            yield kind, f"{kind}[{component.get('name', index)}]", component


def envs(where: str, component: dict) -> Iterator[tuple[str, dict]]:
    """(where, entry) of every environment variable."""
    for index, entry in enumerate(entries(component, "envs")):
        yield f"{where}.envs[{entry.get('key', index)}]", entry


def env_values(component: dict) -> dict[str, str]:
    return {entry["key"]: entry.get("value", "") for entry in entries(component, "envs") if "key" in entry}


def flat(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every scalar with its path, as services/name/envs/KEY/value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{path}/{key}" if path else str(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from flat(inner, f"{path}/{label(inner, index)}")
    else:
        yield path, value
