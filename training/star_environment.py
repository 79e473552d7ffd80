"""Client of `star serve --environment`: episodes, tools and reward over HTTP. Needs only the standard library.

    from star_environment import StarClient
    client = StarClient("http://127.0.0.1:7827")
    episode = client.start()                                # {"episodeId", "taskId", "messages", "tools"}
    client.call(episode["episodeId"], "search_neighbors", {"kind": "user", "id": "u1", "k": 5})["content"]
    client.score(task_id=episode["taskId"], messages=[...])["reward"]

Without arguments, the client reads STAR_ENVIRONMENT_URL and STAR_ENVIRONMENT_TOKEN.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

DEFAULT_URL = "http://127.0.0.1:7827"
PAGE = 100  # tasks per request
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class StarServerError(Exception):
    """The server returned an error or could not be reached. `code` is the server's error code, or UNREACHABLE."""

    def __init__(self, code: str, message: str, remedy: str):
        super().__init__(f"{code}: {message} {remedy}")
        self.code = code


class StarClient:
    """Client of one server. It has no open connection, so threads may share it and processes may copy it."""

    def __init__(self, url: str | None = None, token: str | None = None, timeout: float = 60.0):
        self.url = (url or os.environ.get("STAR_ENVIRONMENT_URL") or DEFAULT_URL).rstrip("/")
        self._token = token or os.environ.get("STAR_ENVIRONMENT_TOKEN")
        self._timeout = timeout  # seconds

    def health(self) -> dict[str, Any]:
        """Returns {"status", "dataset", "synthetic", "episodes"}."""
        return self._ask("GET", "/health")

    def tools(self, split: str | None = None) -> list[dict[str, Any]]:
        """Returns the tools of the environment as OpenAI-style function definitions."""
        return self._list(split, offset=0, limit=1)["tools"]

    def tasks(self, split: str | None = None) -> Iterator[dict[str, Any]]:
        """Yields all tasks of a split as {"taskId", "messages"}, in the server's order."""
        offset, total = 0, 1
        while offset < total:
            page = self._list(split, offset=offset, limit=PAGE)
            yield from page["tasks"]
            offset, total = offset + PAGE, page["total"]

    def start(self, task_id: str | None = None, split: str | None = None) -> dict[str, Any]:
        """Starts an episode of a task, by default of the split's next: {"episodeId", "taskId", "messages", "tools"}."""
        return self._ask("POST", "/episodes", _given(taskId=task_id, split=split))

    def call(self, episode_id: str, name: str, arguments: Any) -> dict[str, str]:
        """Calls a tool: {"content", "status"}. An invalid call has the status "error" and a message for the model."""
        # URLs drop empty and dotted path segments. No tool has such a name.
        segment = quote(name.strip(".") or "unnamed", safe="")
        path = f"/episodes/{quote(episode_id, safe='')}/tools/{segment}"
        return self._ask("POST", path, {"arguments": arguments})

    def score(
        self,
        *,
        task_id: str | None = None,
        episode_id: str | None = None,
        text: str | None = None,
        messages: list[dict[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """Scores a conversation or a completion: {"reward", "format", "outcome", "rank", "errors"}."""
        body = _given(taskId=task_id, episodeId=episode_id, text=text, messages=messages)
        return self._ask("POST", "/score", body)

    def end(self, episode_id: str) -> None:
        """Ends an episode. Does nothing if it has already ended."""
        try:
            self._ask("DELETE", f"/episodes/{quote(episode_id, safe='')}")
        except StarServerError as error:
            if error.code != "EPISODE_NOT_FOUND":
                raise

    def _list(self, split: str | None, **page: int) -> dict[str, Any]:
        return self._ask("GET", f"/tasks?{urlencode(_given(split=split, **page))}")

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = Request(self.url + path, data=_encode(body), headers=headers, method=method)
        try:
            with _opener(urlsplit(self.url).hostname in LOOPBACK).open(request, timeout=self._timeout) as response:
                return json.load(response)
        except HTTPError as error:
            raise _to_server_error(error) from None
        except (URLError, OSError) as error:
            raise StarServerError(
                "UNREACHABLE",
                f"No response from {self.url}: {error}.",
                "Start the server with: star serve --environment",
            ) from error


class _NoRedirect(HTTPRedirectHandler):
    """Rejects redirects: the server sends none, and the token must not reach another host."""

    def redirect_request(self, *arguments: Any) -> None:
        return None


@cache
def _opener(is_loopback: bool) -> OpenerDirector:
    """Uses no proxy for loopback addresses, which a proxy cannot reach."""
    return build_opener(_NoRedirect, ProxyHandler({})) if is_loopback else build_opener(_NoRedirect)


def _encode(body: dict[str, Any] | None) -> bytes | None:
    if body is None:
        return None
    try:
        return json.dumps(body, allow_nan=False).encode()
    except ValueError:
        # Python parses NaN and Infinity in a model's arguments, but JSON does not allow them; they are sent as strings.
        return json.dumps(json.loads(json.dumps(body), parse_constant=str)).encode()


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _to_server_error(response: HTTPError) -> StarServerError:
    text = response.read().decode(errors="replace")
    try:
        error = json.loads(text)["error"]
        return StarServerError(error["code"], error["message"], error["remedy"])
    except (ValueError, KeyError, TypeError):
        return StarServerError(
            "UNREACHABLE",
            f"{response.url} answered {response.status} without JSON: {text[:100]!r}.",
            "Check that the URL is that of: star serve --environment",
        )
