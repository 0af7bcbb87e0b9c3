"""Google's discovery document as an oracle: what a body of the YouTube Data API may hold, and which fields there are.

The document has no list of required fields, so what is missing goes unseen here; what is there must be in its place.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from fakes.partial import paths

_INTEGERS_IN_TEXT = {"int64": r"-?[0-9]+", "uint64": "[0-9]+"}
_MOMENTS = ("date-time", "google-datetime")


@cache
def schemas() -> dict[str, Any]:
    """The discovery document's schemas by name."""
    text = files("googleapiclient").joinpath("discovery_cache/documents/youtube.v3.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)["schemas"]
    return found


def complaints(body: Any) -> list[str]:
    """What is wrong with `body`, whose ``kind`` says which schema it follows; a field nobody declared is wrong too."""
    name = _by_kind()[body["kind"]]
    return [f"{error.json_path}: {error.message}" for error in _validator(name).iter_errors(body)]


def unknown_fields(selector: str, kind: str) -> list[str]:
    """The fields of a ``fields=`` selector that answers of `kind` do not have."""
    return [path for path in paths(selector) if not _has(_by_kind()[kind], path.split("/"))]


def _has(name: str, path: list[str]) -> bool:
    schema: dict[str, Any] | None = {"$ref": name}
    for step in path:
        while schema and not schema.get("properties"):
            schema = schemas()[schema["$ref"]] if "$ref" in schema else schema.get("items")
        schema = (schema or {}).get("properties", {}).get(step)
        if schema is None:
            return False
    return True


@cache
def _by_kind() -> dict[str, str]:
    kinds = {name: each.get("properties", {}).get("kind", {}).get("default") for name, each in schemas().items()}
    return {kind: name for name, kind in kinds.items() if kind}


@cache
def _validator(name: str) -> Draft202012Validator:
    bodies = {each: _rule(schema) for each, schema in schemas().items()}
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": bodies}, format_checker=FormatChecker())


def _rule(schema: dict[str, Any]) -> dict[str, Any]:
    """One schema of the document, as JSON Schema that allows nothing else."""
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    rule: dict[str, Any] = {} if schema.get("type") in (None, "any") else {"type": schema["type"]}
    rule |= {"enum": schema["enum"]} if "enum" in schema else {}
    rule |= {"items": _rule(schema["items"])} if "items" in schema else {}
    if "properties" in schema:
        rule["properties"] = {key: _rule(each) for key, each in schema["properties"].items()}
        rule["additionalProperties"] = False
    elif "additionalProperties" in schema:
        rule["additionalProperties"] = _rule(schema["additionalProperties"])
    kind = schema.get("format")
    if kind in _INTEGERS_IN_TEXT:
        rule["pattern"] = f"^{_INTEGERS_IN_TEXT[kind]}$"
    if kind == "google-duration":
        rule["pattern"] = r"^-?[0-9]+(\.[0-9]{1,9})?s$"
    if kind in _MOMENTS:
        rule["format"] = "date-time"
    if kind == "uint32":
        rule["minimum"] = 0
    return rule
