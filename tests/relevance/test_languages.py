"""Languages of posts and niches: what the platform says, what is detected, and what stays undetermined."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import post, snapshot
from microscout import frames
from microscout.errors import ConfigError
from microscout.models import Niche
from microscout.relevance.languages import foreign, language_name, languages, spoken

AMONG = ("de", "en", "es", "fr", "ja", "ko", "pt", "ru", "zh")


def posts(*texts: str, **facts: Any) -> Any:
    made = tuple(post(n, text=text, **facts) for n, text in enumerate(texts))
    return frames.of([snapshot("ada", made)]).posts


def detected(text: str) -> str:
    return str(languages(posts(text), AMONG)["language"].item())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The crystal was cracked, but the movement still runs.", "en"),
        ("Das Glas war gesprungen, aber das Werk läuft noch.", "de"),
        ("El cristal estaba roto, pero la máquina todavía funciona.", "es"),
        ("Le verre était cassé, mais le mouvement tourne encore.", "fr"),
        ("Стекло было разбито, но механизм ещё работает.", "ru"),
        ("ガラスは割れていましたが、まだ動きます。", "ja"),
        ("유리는 깨졌지만 아직 움직입니다.", "ko"),
        ("THE CRYSTAL WAS CRACKED, BUT IT STILL RUNS", "en"),
        ("@eva das Glas war gesprungen 😭😭 https://example.org/the/best/english/words #vintagewatches", "de"),
        ("", None),
        ("🍕🍕🍕", "und"),
        ("#vintagewatches #watchesofinstagram @somebody", "und"),
        ("https://example.org/a-rather-long-address-in-english", "und"),
        ("ok thanks", "und"),
        ("1 234 567 890 1 234 567 890", "und"),
    ],
)
def test_a_post_is_in_this_language(text: str, code: str | None) -> None:
    assert languages(posts(text), AMONG)["language"].to_list() == ([] if code is None else [code])


@pytest.mark.parametrize(("told", "code"), [("de", "de"), ("en-GB", "en"), ("PT_BR", "pt"), ("fil", "fil")])
def test_what_the_platform_says_is_believed(told: str, code: str) -> None:
    assert languages(posts("The crystal was cracked, but it runs.", language=told), AMONG)["language"].item() == code


@pytest.mark.parametrize("told", ["", "<script>", "english", "e", "\u202een", "12"])
def test_what_is_no_code_is_not_believed(told: str) -> None:
    assert languages(posts("Das Glas war gesprungen, läuft aber.", language=told), AMONG)["language"].item() == "de"


def test_only_languages_of_the_settings_are_detected() -> None:
    assert languages(posts("Das Glas war gesprungen, aber das Werk läuft noch."), ["en", "fr"])["language"].item() in (
        "en",
        "fr",
    )
    with pytest.raises(ConfigError, match="'klingon'"):
        languages(posts("The crystal was cracked, but the movement still runs."), ["en", "klingon"])


def test_a_creator_speaks_what_a_fifth_of_the_posts_are_in() -> None:
    # known: 4 en, 2 de, 1 fr of 7: 57 %, 29 %, 14 %; the eighth post is too short to tell
    told = [post(n, text="words", language=code) for n, code in enumerate(["en"] * 4 + ["de"] * 2 + ["fr"])]
    held = frames.of([snapshot("ada", (*told, post(8, text="ok"), post(9, text="")))])
    assert spoken(held.posts, AMONG).to_dicts() == [
        {"creator_id": "sample:ada", "spoken": ["en", "de"], "spoken_posts": [4, 2], "spoken_n": 8}
    ]


def test_one_misread_post_makes_nobody_bilingual_however_few_there_are() -> None:
    def of(*codes: str) -> list[str]:
        told = (post(n, text="words", language=code) for n, code in enumerate(codes))
        (row,) = spoken(frames.of([snapshot("ada", tuple(told))]).posts, AMONG).to_dicts()
        return list(row["spoken"])

    assert of("en", "en", "en", "en", "de") == ["en"]
    assert of("en", "de") == ["de", "en"]
    assert of("de") == ["de"]


def test_nobody_speaks_what_cannot_be_told() -> None:
    assert spoken(posts("ok"), AMONG).to_dicts() == [
        {"creator_id": "sample:ada", "spoken": [], "spoken_posts": [], "spoken_n": 1}
    ]
    assert spoken(posts(), AMONG).is_empty()


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("alte Uhren", "de"),
        ("cuisine végétarienne", "fr"),
        ("juegos de mesa", "es"),
        ("サワードウ パン", "ja"),
        ("закваска хлеб", "ru"),
        ("кофе", "ru"),
        ("コーヒー", "ja"),
        ("vintage watches", None),
        ("latte art", None),
        ("haute couture", None),
        ("C++", None),
        ("🍕", None),
        ("Seiko", None),
    ],
)
def test_a_niche_seems_foreign_only_where_it_is_fairly_sure(phrase: str, code: str | None) -> None:
    assert foreign(Niche.of(phrase), AMONG) == code


def test_without_english_among_them_nothing_is_foreign() -> None:
    assert foreign(Niche.of("alte Uhren"), ("de", "fr")) is None


def test_a_language_has_a_name() -> None:
    assert (language_name("de"), language_name("xx")) == ("German (de)", "xx")


@settings(max_examples=30)
@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_texts_can_be_read(texts: list[str]) -> None:
    told = spoken(posts(*texts), AMONG)
    for row in told.iter_rows(named=True):
        assert sum(row["spoken_posts"]) <= row["spoken_n"] == sum(1 for text in posts(*texts)["text"] if text)
