"""Instagram's business discovery: whoever is asked for is there."""

from __future__ import annotations

import re
from typing import Any

import httpx

OWN = "17841400000000001"
MAKERS = tuple(f"maker{number}" for number in range(50))


def answer(request: httpx.Request) -> Any:
    """Profile and posts of the one whom one asks for."""
    found = re.search(r"username\(([\w.]+)\)", request.url.params["fields"])
    assert found
    told = {
        "id": f"1{found[1].removeprefix('maker')}",
        "username": found[1],
        "followers_count": 5000,
        "media": {"data": [{"id": f"{found[1]}-{number}", "like_count": 3} for number in range(50)]},
    }
    return {"business_discovery": told, "id": OWN}
