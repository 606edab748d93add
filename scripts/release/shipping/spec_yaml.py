"""Reads YAML as strictly as a deployment deserves: a key given twice is an error, not the last one's win."""

from pathlib import Path

try:
    import yaml
except ImportError:  # pragma: no cover
    raise SystemExit("scripts/release needs PyYAML: scripts/setup release") from None


class BadYaml(Exception):
    """The text is not YAML, or says a key twice; the message tells the line."""


class _StrictLoader(yaml.SafeLoader):
    pass


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict:
    seen = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise BadYaml(f"line {key_node.start_mark.line + 1}: the key '{key}' is given twice")
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def parse(text: str) -> dict:
    """The document as a mapping. Raises BadYaml."""
    try:
        document = yaml.load(text, Loader=_StrictLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        raise BadYaml(f"{line}not YAML: {getattr(error, 'problem', error)}") from None
    if not isinstance(document, dict):
        raise BadYaml("the document is not a mapping")
    return document


def read(path: Path) -> dict:
    """The file's document. Raises BadYaml and OSError."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise BadYaml(f"byte {error.start + 1}: not UTF-8") from None
