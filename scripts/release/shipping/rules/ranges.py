"""Numbers within limits."""

from collections.abc import Iterator

from ..problem import Problem


def whole(holder: dict, field: str, otherwise: int) -> int:
    """The number; `otherwise` where it is absent or none, which is out_of_range's finding."""
    value = holder.get(field)
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def out_of_range(rule: str, holder: dict, where: str, field: str, low: int, high: int) -> Iterator[Problem]:
    """A finding unless the field is absent or a whole number from `low` to `high`."""
    if field not in holder:
        return
    value = holder[field]
    if not isinstance(value, int) or isinstance(value, bool):
        yield Problem(rule, f"{where}.{field}", f"'{value}' must be a whole number")
    elif not low <= value <= high:
        yield Problem(rule, f"{where}.{field}", f"{value} is not within {low} and {high}")
