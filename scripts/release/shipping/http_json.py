"""JSON over HTTPS to one service, with a bearer token that appears nowhere else."""

import http.client
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request

from .failure import Refusal, Unreachable

_TIMEOUT_SECONDS = 30
_ATTEMPTS = 4
_LONGEST_PAUSE_SECONDS = 30
_TRY_AGAIN = {429, 502, 503, 504}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """urllib would take the token along to wherever it is sent."""

    def redirect_request(self, *_):
        return None


class ApiError(Unreachable):
    """The service answered, but not with success. `status` is the HTTP status."""

    def __init__(self, what: str, status: int, message: str):
        super().__init__(f"{what}: HTTP {status}: {message}")
        self.status = status


class JsonApi:
    """`service` is the name for messages; address and token come from the environment variables so named."""

    def __init__(self, service: str, url_variable: str, default_url: str, token_variable: str):
        self._service = service
        self._base = checked_url(os.environ.get(url_variable) or default_url, url_variable)
        self._token = os.environ.get(token_variable, "")
        if not self._token:
            raise Refusal(f"{token_variable} is not set: {service} cannot be asked")
        self._opener = urllib.request.build_opener(_NoRedirects)

    def get(self, path: str, **query: object) -> dict:
        """An object. Asks again after what may pass (429, a gateway's 5xx, a broken connection). Raises Unreachable."""
        return self._get(path, query, dict)

    def get_list(self, path: str, **query: object) -> list[dict]:
        """The same, for what is answered with an array."""
        return self._get(path, query, list)

    def _get(self, path: str, query: dict, kind: type) -> dict | list:
        address = f"{path}?{urllib.parse.urlencode(query)}" if query else path
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._once("GET", address, None, kind)
            except _Passing as failure:
                if attempt == _ATTEMPTS:
                    raise failure.cause from None
                time.sleep(min(failure.pause if failure.pause is not None else 2 ** (attempt - 1), _LONGEST_PAUSE_SECONDS))
        raise AssertionError("unreachable")

    def send(self, method: str, path: str, body: dict) -> dict:
        """Once only: nobody knows what an unanswered POST did. Raises Unreachable."""
        try:
            return self._once(method, path, body, dict)
        except _Passing as failure:
            raise failure.cause from None

    def _once(self, method: str, path: str, body: dict | None, kind: type) -> dict | list:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        what = f"{self._service}, {method} {path}"
        request = urllib.request.Request(self._base + path, data=data, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as reply:
                text = reply.read()
        except urllib.error.HTTPError as error:
            failure = ApiError(what, error.code, self._without_token(_message(error)))
            if error.code in _TRY_AGAIN:
                raise _Passing(failure, _pause(error)) from None
            raise failure from None
        except (OSError, http.client.HTTPException) as error:
            raise _Passing(Unreachable(f"{what}: {self._without_token(str(error))}"), None) from None
        try:
            parsed = json.loads(text) if text.strip() else {}
        except ValueError:
            raise Unreachable(f"{what}: the answer is not JSON") from None
        if not isinstance(parsed, kind):
            raise Unreachable(f"{what}: the answer is not a JSON {'object' if kind is dict else 'array'}")
        return parsed

    def _without_token(self, text: str) -> str:
        return text.replace(self._token, "(token)")


class _Passing(Exception):
    """A failure that may be over in a moment; `pause` is what Retry-After said, in seconds."""

    def __init__(self, cause: Unreachable, pause: float | None):
        super().__init__(str(cause))
        self.cause = cause
        self.pause = pause


def checked_url(text: str, variable: str) -> str:
    """The address without a closing slash: https, or http on this machine. Raises Refusal."""
    parts = urllib.parse.urlsplit(text)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise Refusal(f"{variable} must be an https address (or http on the loopback), not '{text}'")
    return text.rstrip("/")


def _message(error: urllib.error.HTTPError) -> str:
    """What the body says, which with both services is in `message`."""
    try:
        text = error.read(4096).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return error.reason
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return text.strip()[:200] or str(error.reason)


def _pause(error: urllib.error.HTTPError) -> float | None:
    value = error.headers.get("Retry-After", "")
    return float(value) if value.isdigit() else None
