"""GitHub, with a token (GraphQL) and without (REST), where everybody has repositories enough."""

from __future__ import annotations

import json
from typing import Any

import httpx


def graphql(request: httpx.Request) -> Any:
    """All that one asks for, in one answer."""
    body = json.loads(request.content)
    if "search(" in body["query"]:
        return {"data": {"search": {"nodes": [person(number) for number in range(body["variables"]["first"])]}}}
    logins = {key: value for key, value in body["variables"].items() if key.startswith("u")}
    return {"data": {key: person(int(login[1:])) for key, login in logins.items()}}


def person(number: int) -> dict[str, Any]:
    nodes = [{"databaseId": number * 100 + each, "name": "r", "stargazerCount": 1} for each in range(10)]
    return {"databaseId": number, "login": f"c{number}", "repositories": {"nodes": nodes}}


def rest(request: httpx.Request) -> Any:
    """Twenty people, found by name."""
    path = request.url.path
    if path.startswith("/search"):
        return {"items": [{"login": f"c{n}", "id": n, "type": "User"} for n in range(20)] if "users" in path else []}
    number = int(path.split("/")[2][1:])
    owner = {"login": f"c{number}", "id": number, "type": "User"}
    if path.endswith("/repos"):
        return [{"id": number * 100 + n, "name": "r", "owner": owner, "pushed_at": None} for n in range(20)]
    return owner
