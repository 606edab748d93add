"""The platform's API for apps: https://docs.digitalocean.com/reference/api/, `/v2/apps`."""

from collections.abc import Iterator

from .environments import SERVICE, Environment
from .failure import Refusal
from .http_json import JsonApi

_PAGE = 50

# Phases in which a deployment stays; all others it leaves by itself. A replaced one need not have served.
FAILED = {"ERROR", "CANCELED"}
REPLACED = "SUPERSEDED"
SERVED = {"ACTIVE", REPLACED}


class Platform:
    """Raises Refusal when there is no token, Unreachable when the platform gives no answer."""

    def __init__(self):
        self._api = JsonApi(
            "the platform", "DIGITALOCEAN_API_URL", "https://api.digitalocean.com", "DIGITALOCEAN_ACCESS_TOKEN")

    def find(self, environment: Environment) -> dict | None:
        """The app with the environment's name."""
        return next((app for app in self._pages("/v2/apps", "apps") if app["spec"]["name"] == environment.app), None)

    def app(self, environment: Environment) -> dict:
        found = self.find(environment)
        if found is None:
            raise Refusal(
                f"the account has no app '{environment.app}': scripts/release/apply-spec {environment.name} --create")
        return found

    def deployments(self, app: dict) -> Iterator[dict]:
        """Newest first."""
        return self._pages(f"/v2/apps/{app['id']}/deployments", "deployments")

    def deployment(self, app: dict, deployment: str) -> dict:
        return self._api.get(f"/v2/apps/{app['id']}/deployments/{deployment}")["deployment"]

    def propose(self, spec: dict, app: dict | None) -> dict:
        """The platform's own validation, which also tells the price: {app_cost?: USD a month, …}. Changes nothing."""
        body = {"spec": spec} if app is None else {"spec": spec, "app_id": app["id"]}
        return self._api.send("POST", "/v2/apps/propose", body)

    def create(self, spec: dict, project: str | None) -> dict:
        body = {"spec": spec} if project is None else {"spec": spec, "project_id": project}
        return self._api.send("POST", "/v2/apps", body)["app"]

    def update(self, app: dict, spec: dict) -> dict:
        """Starts a deployment with the branch's newest commit."""
        body = {"spec": spec, "update_all_source_versions": True}
        return self._api.send("PUT", f"/v2/apps/{app['id']}", body)["app"]

    def validate_rollback(self, app: dict, deployment: str) -> dict:
        """{valid, error?: {code, message}, warnings?: [{code, message, components?}]}"""
        return self._api.send("POST", f"/v2/apps/{app['id']}/rollback/validate", {"deployment_id": deployment})

    def rollback(self, app: dict, deployment: str) -> dict:
        """Starts the deployment that brings the old one back; from now on the app is pinned to it."""
        body = {"deployment_id": deployment, "skip_pin": False}
        return self._api.send("POST", f"/v2/apps/{app['id']}/rollback", body)["deployment"]

    def commit_rollback(self, app: dict) -> None:
        self._api.send("POST", f"/v2/apps/{app['id']}/rollback/commit", {})

    def revert_rollback(self, app: dict) -> dict:
        return self._api.send("POST", f"/v2/apps/{app['id']}/rollback/revert", {})["deployment"]

    def _pages(self, path: str, member: str) -> Iterator[dict]:
        page = 1
        while True:
            answer = self._api.get(path, page=page, per_page=_PAGE)
            yield from answer.get(member) or []
            if "next" not in ((answer.get("links") or {}).get("pages") or {}):
                return
            page += 1


def commit_of(deployment: dict) -> str:
    """The commit that the deployment's service was built from, "" when it does not say."""
    for service in deployment.get("services") or []:
        if service.get("name") == SERVICE and service.get("source_commit_hash"):
            return service["source_commit_hash"]
    return ((deployment.get("cause_details") or {}).get("git_push") or {}).get("commit_sha", "")


def is_pinned(app: dict) -> bool:
    """Whether a rollback holds the app: then neither a push nor a new spec is deployed."""
    return bool((app.get("pinned_deployment") or {}).get("id"))


def refuse_if_pinned(app: dict, environment: Environment) -> None:
    if is_pinned(app):
        raise Refusal(
            f"{environment.app} is pinned to deployment {app['pinned_deployment']['id']} by a rollback: first "
            f"scripts/release/rollback keep {environment.name}, or undo")
