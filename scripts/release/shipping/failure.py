"""How commands end: 0 done, 1 refused or something was found, 2 wrong options, 3 somebody could not be asked."""

import sys
from collections.abc import Callable

from .placeholders import Unset
from .spec_yaml import BadYaml


class Refusal(Exception):
    """A condition for going on does not hold. The message says which, and what would mend it."""


class Unreachable(Exception):
    """Git, the platform or GitHub did not give the answer that is needed."""


def finish(main: Callable[[], int]) -> None:
    """Runs a command's main() and exits with its code, or with that of its failure and one line about it."""
    try:
        sys.exit(main())
    except Refusal as refusal:
        print(f"refused: {refusal}", file=sys.stderr)
        sys.exit(1)
    except (Unset, BadYaml) as error:
        print(f"refused: {error}", file=sys.stderr)
        sys.exit(1)
    except (Unreachable, OSError) as error:
        print(f"failed: {error}", file=sys.stderr)
        sys.exit(3)
