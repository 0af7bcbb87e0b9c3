"""DEV, clause by clause over its fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.crowd import Crowd
from fakes.devto import answer
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.platforms import devto
from microscout.platforms.devto import DevTo
from microscout.testing import Told, check_platform, told
from platforms._fifty import asked_of, led

FIXTURES = Path(__file__).parents[2] / "fixtures" / "devto"


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(DevTo(), Replay(FIXTURES))


@pytest.mark.slow
def test_the_contract() -> None:
    check_platform(DevTo(), FIXTURES)


def test_a_profile(heard: Told) -> None:
    tilda = heard.profiles[0]
    assert (tilda.creator_id, tilda.location, tilda.bio) == ("devto:tilda_ticks", "Lund", "Watches and firmware")
    assert tilda.links == (
        "https://tilda-ticks.example",
        "https://github.com/tilda-ticks",
        "https://x.com/tildaticks",
    )
    assert (tilda.followers, tilda.following, tilda.post_count) == (None,) * 3, "DEV does not tell"


def test_who_was_found_by_an_article_comes_whole(heard: Told) -> None:
    first = heard.candidates[0]
    assert (first.handle, first.found_by, first.settled) == ("tilda_ticks", ("writes under #vintagewatches",), True)


def test_who_is_gone_is_skipped(heard: Told) -> None:
    assert [(each.handle, each.reason) for each in heard.skipped] == [("gustav_gone", "not there, or not any more")]


def test_articles(heard: Told) -> None:
    winder, hidden, swapped = heard.posts["devto:tilda_ticks"]
    assert (winder.likes, winder.comments, winder.views, winder.reposts) == (41, 3, None, None)
    assert winder.text == "A winder\n\nAbout a winder\n\n#vintagewatches"
    assert (hidden.likes, hidden.comments) == (None, None)
    assert swapped.text.endswith("#watches #arduino"), "tags come as a list here and as a text there"
    zero = heard.posts["devto:mira_lume"][0]
    assert (zero.likes, zero.comments) == (0, 0), "a told zero stays a zero"
    assert heard.posts["devto:oskar_lume"] == []


def test_comments(heard: Told) -> None:
    asked, answer = heard.comments["101"]
    assert (asked.author, asked.text, asked.parent, asked.likes) == ("pia_pallet", "Which motor?", None, None)
    assert (answer.by_creator, answer.parent) == (True, "1a")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("not_found", Missing),
        ("unauthorized", Refused),
        ("unprocessable", PayloadError),
        ("slow_down_seconds", QuotaSpent),
        ("slow_down_date", QuotaSpent),
        ("slow_down_bare", QuotaSpent),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
        ("unavailable", Unreachable),
    ],
)
def test_what_an_answer_means(name: str, error: type[MicroscoutError]) -> None:
    with pytest.raises(error):
        asked_of(DevTo(), FIXTURES / "faults" / f"{name}.json")


@pytest.mark.parametrize(("name", "good"), [("wrong_types", 1), ("all_strange", 0)])
def test_strange_articles(name: str, good: int) -> None:
    strange = Exchange.read(FIXTURES / "faults" / f"{name}.json")
    files = [Exchange.read(file) for file in sorted(FIXTURES.glob("*.json")) if "20_tilda" not in file.name]
    found = told(DevTo(), Replay([*files, strange], otherwise=404))
    read = [post for post in found.posts.get("devto:tilda_ticks", []) if post.post_id == "102"]
    assert len(read) == good
    assert any("tilda" in each.handle for each in found.skipped) is (not good), "nothing readable is not called empty"


def test_fifty_creators_cost_51_calls() -> None:
    read = led(DevTo(), crowd := Crowd(answer))
    assert [len(posts) for posts in read.values()] == [10] * 50
    assert len(crowd.asked) == 51
    assert crowd.asked[0].headers["Accept"] == "application/vnd.forem.api-v1+json"


def test_every_fixture_is_read_in_replay() -> None:
    assert {each for each in DevTo().reads if "{" not in each} >= {"/api/articles", "/api/comments"}
    assert devto.ARTICLES.page == 100
