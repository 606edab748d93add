"""The spec files and the list of what is substituted in them."""

from pathlib import Path

from .environments import ENVIRONMENTS, Environment
from .spec_yaml import read

VARIABLES = "variables.yaml"


def read_variables(folder: Path) -> dict[str, dict]:
    """name -> {required?, secret?, meaning, example}. Raises BadYaml and OSError."""
    return read(folder / VARIABLES)


def read_spec(folder: Path, environment: Environment) -> dict:
    return read(folder / environment.spec)


def environments_by_file() -> dict[str, Environment]:
    return {environment.spec: environment for environment in ENVIRONMENTS}
