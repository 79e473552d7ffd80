"""A client of `star serve --environment`: episodes, tools and reward over HTTP. Standard library only.

    from star_environment import StarClient
    client = StarClient("http://127.0.0.1:7827")
    episode = client.start()                                # {"episodeId", "taskId", "messages", "tools"}
    client.call(episode["episodeId"], "search_neighbors", {"kind": "user", "id": "u1", "k": 5})["content"]
    client.score(task_id=episode["taskId"], messages=[...])["reward"]

Without arguments a client reads STAR_ENVIRONMENT_URL and STAR_ENVIRONMENT_TOKEN.
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
PAGE = 100  # tasks a request
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class StarServerError(Exception):
    """The server refused or could not be reached. `code` is the server's, or UNREACHABLE."""

    def __init__(self, code: str, message: str, remedy: str):
        super().__init__(f"{code}: {message} {remedy}")
        self.code = code


class StarClient:
    """One server. Holds no connection, so any number of threads and processes may share or copy it."""

    def __init__(self, url: str | None = None, token: str | None = None, timeout: float = 60.0):
        self.url = (url or os.environ.get("STAR_ENVIRONMENT_URL") or DEFAULT_URL).rstrip("/")
        self._token = token or os.environ.get("STAR_ENVIRONMENT_TOKEN")
        self._timeout = timeout  # seconds

    def health(self) -> dict[str, Any]:
        """{"status", "dataset", "synthetic", "episodes"}."""
        return self._ask("GET", "/health")

    def tools(self, split: str | None = None) -> list[dict[str, Any]]:
        """The tools to offer, as OpenAI-style function definitions."""
        return self._list(split, offset=0, limit=1)["tools"]

    def tasks(self, split: str | None = None) -> Iterator[dict[str, Any]]:
        """Every task of a split: {"taskId", "messages"}, in the server's order."""
        offset, total = 0, 1
        while offset < total:
            page = self._list(split, offset=offset, limit=PAGE)
            yield from page["tasks"]
            offset, total = offset + PAGE, page["total"]

    def start(self, task_id: str | None = None, split: str | None = None) -> dict[str, Any]:
        """Begins an episode of a task, else of the split's next: {"episodeId", "taskId", "messages", "tools"}."""
        return self._ask("POST", "/episodes", _given(taskId=task_id, split=split))

    def call(self, episode_id: str, name: str, arguments: Any) -> dict[str, str]:
        """One tool call: {"content", "status"}. A wrong call is answered in words, with the status "error"."""
        # A path cannot end in an empty or a dotted part, and no tool is called so.
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
        """{"reward", "format", "outcome", "rank", "errors"} of a conversation or its completion."""
        body = _given(taskId=task_id, episodeId=episode_id, text=text, messages=messages)
        return self._ask("POST", "/score", body)

    def end(self, episode_id: str) -> None:
        """Ends an episode. One that has ended already is no fault."""
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
            raise _refusal(error) from None
        except (URLError, OSError) as error:
            raise StarServerError(
                "UNREACHABLE",
                f"{self.url} does not answer: {error}.",
                "Start it with: star serve --environment",
            ) from error


class _StayHere(HTTPRedirectHandler):
    """Follows no redirect: the server sends none, and the token is for nobody else."""

    def redirect_request(self, *arguments: Any) -> None:
        return None


@cache
def _opener(is_own: bool) -> OpenerDirector:
    """A proxy cannot reach this machine's own address."""
    return build_opener(_StayHere, ProxyHandler({})) if is_own else build_opener(_StayHere)


def _encode(body: dict[str, Any] | None) -> bytes | None:
    if body is None:
        return None
    try:
        return json.dumps(body, allow_nan=False).encode()
    except ValueError:
        # NaN and Infinity, which a model may write and Python reads, are no JSON; they travel as words.
        return json.dumps(json.loads(json.dumps(body), parse_constant=str)).encode()


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _refusal(response: HTTPError) -> StarServerError:
    text = response.read().decode(errors="replace")
    try:
        error = json.loads(text)["error"]
        return StarServerError(error["code"], error["message"], error["remedy"])
    except (ValueError, KeyError, TypeError):
        return StarServerError(
            "UNREACHABLE",
            f"{response.url} answered {response.status} and no JSON: {text[:100]!r}.",
            "Check that the URL is that of: star serve --environment",
        )
