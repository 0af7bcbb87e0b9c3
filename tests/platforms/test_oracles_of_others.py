"""The fixtures against descriptions that are not ours: Mastodon's entities as Mastodon.py declares them, PeerTube's
videos as a client generated from its OpenAPI document reads them, GitHub's GraphQL against its published schema."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from microscout.platforms import _github as github

if TYPE_CHECKING:
    from graphql import GraphQLSchema  # loading it takes long: only the tests that need it do

FIXTURES = Path(__file__).parents[2] / "fixtures"


def bodies(platform: str) -> list[Any]:
    """The bodies of the good answers among the fixtures."""
    told = [json.loads(file.read_text("utf-8")) for file in sorted((FIXTURES / platform).glob("*.json"))]
    return [each["body"] for each in told if each["status"] == 200]


def having(value: Any, *keys: str) -> list[dict[str, Any]]:
    """All objects in `value`, at any depth, that have all `keys`."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    here = [value] if isinstance(value, dict) and value.keys() >= set(keys) else []
    return here + [found for each in inner for found in having(each, *keys)]


# -- Mastodon: the package Mastodon.py declares each entity's fields, after the documentation ------------------------


_SIMPLE: dict[str, type] = {"str": str, "bool": bool, "MaybeSnowflakeIdType": str}
_NULL_ALL_THE_SAME = {"hide_collections"}  # documented as a flag; what servers send for who never chose is null


def complaints(raw: Any, entity: str) -> list[str]:
    """What of `raw` is not as declared: a field that nobody declared, or a value of another type."""
    from mastodon import return_types

    fields = {name: said.strip("'\"") for name, said in getattr(return_types, entity).__annotations__.items()}
    told = {name: value for name, value in raw.items() if value is not None or name not in _NULL_ALL_THE_SAME}
    return [
        f"{entity}.{name}: {value!r} is no {fields.get(name)}"
        for name, value in told.items()
        if name not in fields or not _is(value, fields[name])
    ]


def _is(value: Any, said: str) -> bool:
    if (inner := re.fullmatch(r"Optional\[(.*)\]", said)) is not None:
        return value is None or _is(value, inner[1])
    if said == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if said == "datetime":
        return isinstance(value, str) and datetime.fromisoformat(value).year > 2000
    if "List" in said:
        return isinstance(value, list)
    return isinstance(value, _SIMPLE.get(said, dict))  # else an entity within, which is looked at by itself


def test_mastodon() -> None:
    told = bodies("mastodon")
    accounts, posts = having(told, "acct", "followers_count"), having(told, "visibility", "content", "account")
    assert (len(accounts), len(posts)) > (30, 15)
    assert [each for raw in accounts for each in complaints(raw, "Account")] == []
    assert [each for raw in posts for each in complaints(raw, "Status")] == []


def test_the_oracle_of_mastodon_sees_what_is_wrong() -> None:
    account = having(bodies("mastodon"), "acct", "followers_count")[0]
    wrong = account | {"followers_count": "7", "invented": 1, "bot": None}
    assert {each.partition(":")[0] for each in complaints(wrong, "Account")} == {
        "Account.bot",
        "Account.followers_count",
        "Account.invented",
    }


# -- PeerTube: the package peertube is generated from the OpenAPI document ------------------------------------------


_UNDOCUMENTED = {"url", "description"}  # of a video in a list: servers send them, the document has them elsewhere
# the package has no class for these two: the fields are those of the REST reference (docs.joinpeertube.org/api)
CHANNEL = {
    "id",
    "url",
    "name",
    "host",
    "displayName",
    "description",
    "followersCount",
    "followingCount",
    "createdAt",
    "updatedAt",
    "isLocal",
    "support",
    "ownerAccount",
    "avatars",
    "banners",
    "videosCount",
    "viewsPerDay",
    "totalViews",
    "hostRedundancyAllowed",
}
COMMENT = {
    "id",
    "url",
    "text",
    "threadId",
    "inReplyToCommentId",
    "videoId",
    "createdAt",
    "updatedAt",
    "deletedAt",
    "isDeleted",
    "heldForReview",
    "totalRepliesFromVideoAuthor",
    "totalReplies",
    "account",
    "video",
}


def test_peertube_videos_are_as_its_openapi_document_says() -> None:
    import attrs
    from peertube.models.video import Video  # type: ignore[import-untyped]
    from peertube.types import Unset  # type: ignore[import-untyped]

    kinds = {field.name: str(field.type) for field in attrs.fields(Video)}
    videos = having(bodies("peertube"), "uuid", "channel")
    assert len(videos) >= 6
    for raw in videos:
        read = Video.from_dict(raw)
        assert set(read.additional_properties) <= _UNDOCUMENTED
        for name in ("views", "likes", "dislikes", "comments", "duration"):
            assert "int" in kinds[name]
            assert isinstance(getattr(read, name), int | Unset), (raw["uuid"], name)


def test_peertube_channels_and_comments_have_the_documented_fields() -> None:
    told = bodies("peertube")
    channels, comments = having(told, "displayName", "support"), having(told, "threadId", "text")
    assert (len(channels), len(comments)) >= (5, 3)
    assert [name for channel in channels for name in channel.keys() - CHANNEL] == []
    assert [name for comment in comments for name in comment.keys() - COMMENT] == []


# -- GitHub: the schema of its GraphQL is published on npm only -----------------------------------------------------

_SCHEMA = "@octokit/graphql-schema@15"
QUESTIONS = {"01_found": github.SEARCH, "01_topic": github.OWNERS, "02_people": github.people(5)}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_github_questions_are_graphql(question: str) -> None:
    from graphql import parse

    assert parse(question).definitions


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> GraphQLSchema:
    """GitHub's schema, out of the package that its own clients are checked against."""
    from graphql import build_schema

    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here, and the schema is published nowhere else")
    here = tmp_path_factory.mktemp("npm")
    got = subprocess.run(
        [npm, "pack", "--silent", "@octokit/graphql-schema@15"], cwd=here, capture_output=True, text=True
    )
    if got.returncode:
        pytest.skip(f"the schema cannot be fetched: {got.stderr.strip()[-200:]}")
    (packed,) = here.glob("*.tgz")
    with tarfile.open(packed) as archive:
        archive.extract("package/schema.graphql", here, filter="data")
    return build_schema((here / "package" / "schema.graphql").read_text("utf-8"), assume_valid=True)


@pytest.mark.integration
@pytest.mark.parametrize("question", [*QUESTIONS.values(), github.VIEWER], ids=[*QUESTIONS, "viewer"])
def test_github_has_what_is_asked_for(question: str, schema: GraphQLSchema) -> None:
    from graphql import parse, validate

    assert validate(schema, parse(question)) == []
    assert validate(schema, parse(question.replace("login", "loginName"))) != []


@pytest.mark.integration
@pytest.mark.parametrize("name", QUESTIONS)
def test_github_fixtures_are_answers_of_that_schema(name: str, schema: GraphQLSchema) -> None:
    """Each fixture, handed out field by field under GitHub's types, comes out as it went in."""
    from graphql import execute, parse

    told = json.loads((FIXTURES / "github" / f"{name}.json").read_text("utf-8"))["body"]["data"]
    given = {"q": "x", "first": 50, "posts": 10} | {f"u{number}": "x" for number in range(5)}
    told = _whole(told)
    read = execute(
        schema,
        parse(QUESTIONS[name]),
        root_value=told,
        variable_values=given,
        field_resolver=lambda source, info, **_: source.get(info.path.key),
        type_resolver=lambda value, *_: "Repository" if "owner" in value else "User" if value else "Organization",
    )
    assert read.errors is None  # type: ignore[union-attr]
    assert read.data == told  # type: ignore[union-attr]


def _whole(value: Any) -> Any:
    """`value` without people whose counts are hidden: GitHub hides none, the fixtures do so to hold the parser."""
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if not isinstance(value, dict):
        return value
    hidden = "login" in value and "followers" not in value
    return None if hidden else {name: _whole(each) for name, each in value.items()}
