"""What requests reach the service, and how."""

from collections.abc import Iterator

from ..components import components, entries, mapping
from ..problem import Problem


def check(spec: dict) -> Iterator[Problem]:
    rules = entries(mapping(spec, "ingress"), "rules")
    if not rules:
        yield Problem("ingress", "ingress.rules", "no rule leads to the service")
    elif not any(_takes_everything(rule) for rule in rules):
        yield Problem("ingress", "ingress.rules", "no rule matches the path prefix /: what fits none is answered with 404")
    for index, rule in enumerate(rules):
        where = f"ingress.rules[{index}]"
        yield from _target(rule, where, {component["name"] for _, _, component in components(spec, "services")
                                         if "name" in component})
        if "cors" in rule:
            yield Problem("ingress-cors", f"{where}.cors", "the server answers CORS itself; two layers double the headers")
    for index, domain in enumerate(entries(spec, "domains")):
        if domain.get("minimum_tls_version", "1.2") not in ("1.2", "1.3"):
            yield Problem("tls-version", f"domains[{index}]", 'minimum_tls_version is "1.2" or "1.3", in quotes')


def _takes_everything(rule: dict) -> bool:
    match = mapping(rule, "match")
    return mapping(match, "path").get("prefix") == "/" and not mapping(match, "authority")


def _target(rule: dict, where: str, services: set[str]) -> Iterator[Problem]:
    target = mapping(rule, "component")
    if target.get("name") not in services:
        yield Problem("ingress", f"{where}.component", f"there is no service '{target.get('name')}'")
    if target.get("preserve_path_prefix") is not True or "rewrite" in target:
        yield Problem(
            "path-prefix", f"{where}.component",
            "preserve_path_prefix must be true, without rewrite: a stripped path makes upgrades fail with 200 or 404")
