"""Options that several commands have."""

import argparse
import math

from .environments import NAMES


def parser(description: str | None, **settings: object) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter, **settings)


def add_environment(to: argparse.ArgumentParser, *names: str) -> None:
    to.add_argument("environment", choices=names or NAMES)


def add_remote(to: argparse.ArgumentParser) -> None:
    to.add_argument("--remote", default="origin", help="the remote that the apps are built from (origin)")


def add_execute(to: argparse.ArgumentParser) -> None:
    to.add_argument("--execute", action="store_true", help="do it; without this it is only shown")


def amount(text: str) -> float:
    """A number of minutes, seconds or hours: finite and not negative, or a wait would never end."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"'{text}' must be a number from 0 on")
    return value


def dry_run(options: argparse.Namespace) -> bool:
    """Says so when nothing is to be changed."""
    if not options.execute:
        print("Dry run: nothing was changed. --execute does it.")
    return not options.execute
