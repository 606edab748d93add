"""The three environments: one branch, one app, one spec each."""

from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
SPECS = REPOSITORY / "specs"

# The component that serves, and the one that prepares the database. Their names are part of the app's addresses.
SERVICE = "app-imagineoai-com"
MIGRATION_JOB = "migrate"


@dataclass(frozen=True)
class Environment:
    """`name` is NODE_ENV's value as well; `seed` is the branch from which `branch` was first made."""

    name: str
    branch: str
    app: str
    spec: str
    seed: str

    @property
    def deployed_check(self) -> str:
        """The check run that says: this commit was deployed here and passed the smoke test."""
        return f"deployed to {self.name}"


# In the order of promotion.
ENVIRONMENTS = (
    Environment("staging", "server-development", "imagineo-websocket-staging", "app.development.yaml", "development"),
    Environment("beta", "server-beta", "imagineo-websocket-beta", "app.beta.yaml", "beta"),
    Environment("production", "server-main", "imagineo-websocket-production", "app.production.yaml", "main"),
)

NAMES = tuple(environment.name for environment in ENVIRONMENTS)
STAGING, BETA, PRODUCTION = ENVIRONMENTS


def environment_of(name: str) -> Environment:
    """The environment of that name, which the command line has checked already."""
    return next(environment for environment in ENVIRONMENTS if environment.name == name)


def before(environment: Environment) -> Environment:
    """From where commits are promoted to `environment`, which is not the first one."""
    return ENVIRONMENTS[ENVIRONMENTS.index(environment) - 1]
