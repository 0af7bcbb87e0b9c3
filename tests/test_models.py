"""The facts: what they take, what they refuse, and that unknown stays None."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from builders import post, profile
from microscout.models import Candidate, Niche, Profile, Snapshot, clean, iso, skip, to_epoch


def test_what_nobody_told_is_none_and_never_zero() -> None:
    told = profile()
    assert (told.followers, told.following, told.post_count, told.created_at) == (None, None, None, None)
    assert (post().likes, post().views, post().paid) == (None, None, None)


def test_a_fact_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        profile().followers = 7  # type: ignore[misc]


def test_a_field_that_nobody_declared_is_an_error() -> None:
    with pytest.raises(ValidationError, match="shoe_size"):
        profile(shoe_size=43)


@pytest.mark.parametrize("wrong", [True, False, -1, 2**53 + 1, 10**400, 1.5, "many", float("nan"), float("inf"), []])
def test_a_count_is_a_whole_number_from_zero_and_no_flag(wrong: object) -> None:
    with pytest.raises(ValidationError):
        profile(followers=wrong)


@pytest.mark.parametrize("right", [0, 1, 2**53, "12", 12.0])
def test_a_count_may_come_as_text_or_as_a_round_float(right: object) -> None:
    assert profile(followers=right).followers == int(right)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("given_as", "seconds"),
    [
        (0, 0),
        (1_795_500_000.9, 1_795_500_000),
        ("2026-11-01", 1_793_491_200),
        (" 2026-11-01T00:00:00Z ", 1_793_491_200),
        ("2026-11-01T02:00:00+02:00", 1_793_491_200),
        (datetime(2026, 11, 1, tzinfo=UTC), 1_793_491_200),
        (datetime(2026, 11, 1), 1_793_491_200),
        (date(2026, 11, 1), 1_793_491_200),
    ],
)
def test_a_moment_is_read_from_seconds_iso_texts_and_dates(given_as: object, seconds: int) -> None:
    assert to_epoch(given_as) == seconds


@pytest.mark.parametrize("wrong", [True, -1, 10**12, "yesterday", "", None, float("nan"), float("inf"), [], 10**400])
def test_what_is_no_moment_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"moment|iso"):
        to_epoch(wrong)


@given(st.integers(0, 253_402_300_799))
def test_a_moment_survives_being_written(seconds: int) -> None:
    assert to_epoch(iso(seconds)) == seconds


@given(st.text(st.characters()))
def test_clean_text_can_be_encoded_and_holds_no_control_characters(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert not [c for c in cleaned if (ord(c) < 32 or 127 <= ord(c) < 160) and c not in "\t\n"]
    assert clean(cleaned) == cleaned


def test_a_lone_surrogate_is_dropped_and_costs_nobody_the_place() -> None:
    assert profile(bio="half an emoji \ud83d!").bio == "half an emoji !"


def test_line_ends_of_any_system_become_line_feeds() -> None:
    assert profile(bio="a\r\nb\rc\x1b[31m\x00").bio == "a\nb\nc[31m"


@pytest.mark.parametrize("handle", ["@ada", " ada ", "ada"])
def test_a_handle_goes_without_its_at(handle: str) -> None:
    assert profile("x", handle=handle).handle == "ada"


@pytest.mark.parametrize("handle", ["a da", "a\nda", "a\u202eda", "a\x1b[0m", "", "@", "x" * 301])
def test_a_handle_holds_no_spaces_or_control_characters_and_is_not_empty(handle: str) -> None:
    with pytest.raises(ValidationError):
        profile("x", handle=handle)


@pytest.mark.parametrize("stable_id", ["", "\x00", "\x1b", "x" * 401])
def test_an_id_made_of_nothing_is_refused(stable_id: str) -> None:
    with pytest.raises(ValidationError):
        profile("ada", stable_id=stable_id)


def test_the_id_survives_a_change_of_handle() -> None:
    assert profile("ada", stable_id="did:plc:1").creator_id == profile("eva", stable_id="did:plc:1").creator_id


def test_candidates_of_one_name_in_another_case_are_one() -> None:
    assert Candidate(platform="sample", handle="Ada").key == Candidate(platform="sample", handle="@ada").key


def test_posts_not_asked_for_differ_from_no_posts() -> None:
    assert Snapshot(profile=profile()).posts is None
    assert Snapshot(profile=profile(), posts=()).posts == ()


def test_a_niche_tidies_its_white_space_and_needs_words() -> None:
    assert Niche.of("  vintage \n watches ", "dial").text == "vintage watches, dial"
    for nothing in ("", "  ", "\x00"):
        with pytest.raises(ValidationError):
            Niche.of(nothing)


def test_hashtags_are_the_phrase_in_one_word_and_its_head() -> None:
    assert Niche.of("Vintage Watches").hashtags == ("vintagewatches", "watches")


@pytest.mark.parametrize(
    ("phrase", "tags"),
    [
        ("makeup, skincare and nail art", ("makeup", "skincare", "nailart")),
        ("home espresso / latte art", ("homeespresso", "latteart", "espresso")),
        ("rock and roll", ("rockandroll", "rock", "roll")),
        ("Brot und Butter", ("brotundbutter", "brot", "butter")),
        ("AC/DC", ("acdc",)),
        ("3,5-inch disks", ("35inchdisks", "disks")),
        ("Dungeons & Dragons", ("dungeonsdragons", "dragons")),
        ("and", ("and",)),
    ],
)
def test_a_phrase_that_lists_things_is_looked_under_each(phrase: str, tags: tuple[str, ...]) -> None:
    assert Niche.of(phrase).hashtags == tags


@pytest.mark.parametrize(
    ("phrase", "tags"),
    [
        ("C++", ("cpp",)),
        ("C++ games", ("cppgames", "games")),
        ("C#", ("csharp",)),
        ("F# and .NET", ("fsharpanddotnet", "fsharp", "dotnet")),
        ("Node.js", ("nodejs",)),
        ("Disney+", ("disneyplus",)),
        ("#nofilter", ("nofilter",)),
        ("low-carb", ("lowcarb",)),
        ("low carb", ("lowcarb", "carb")),
        ("🍕", ()),
        ("❤️ ramen", ("ramen",)),
        ("1️⃣", ("1",)),
        ("盆栽", ("盆栽",)),
        ("機械式 腕時計", ("機械式腕時計",)),
        ("हिन्दी कविता", ("हिन्दीकविता", "कविता")),
        ("R&D", ("rd",)),
        ("...", ()),
        ("+", ()),
        ("', OR 1=1 --", ("or11",)),
    ],
)
def test_symbols_that_make_a_name_are_spelled_out_in_its_hashtags(phrase: str, tags: tuple[str, ...]) -> None:
    assert Niche.of(phrase).hashtags == tags


@given(st.text(max_size=20))
def test_a_hashtag_holds_letters_marks_and_digits_only(text: str) -> None:
    for tag in Niche(phrases=("x " + text,)).hashtags if clean(text) else ():
        assert all(unicodedata.category(c)[0] in "LNM" for c in tag)
        assert tag


def test_a_niche_needs_phrases_or_somebody_to_be_like() -> None:
    assert Niche(like=("sample:ada",), avoid=("bread",)).text == "like sample:ada, not bread"
    with pytest.raises(ValidationError, match="name a niche"):
        Niche(avoid=("smart watches",))
    with pytest.raises(ValidationError, match="name a niche"):
        Niche(expanded=("seiko",))


def test_what_liked_creators_say_is_never_written_down() -> None:
    assert "secret" not in Niche(like=("sample:ada",), examples=("secret",)).model_dump_json()


def test_a_skip_says_why_in_words() -> None:
    left_out = skip("sample", "ada\x1b", ValueError("no such creator"))
    assert (left_out.handle, left_out.reason) == ("ada", "no such creator")


def test_facts_survive_json() -> None:
    told = profile(followers=5, lists=("watch people",), bio="“é”\n🍕")
    assert Profile.model_validate_json(told.model_dump_json()) == told
