"""What is paid for, as far as a post says: worked examples in many languages, denials, hostile texts."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microscout.frames import POSTS, from_rows
from microscout.reading import annotated
from microscout.reading.disclosure import says_affiliate
from microscout.reading.signs import languages, signs

SAID = {
    "en": "New strap day! #ad",
    "de": "Werbung | Mein neues Armband",
    "fr": "Collaboration commerciale avec une maison horlogère",
    "es": "Un reloj precioso #publi",
    "pt": "Relógio novo, parceria paga com a loja",
    "it": "Che bello! #pubblicità",
    "nl": "Betaalde samenwerking met de winkel",
    "sv": "Annons: ny klocka",
    "da": "Reklame for et ur",
    "no": "Betalt samarbeid med butikken",
    "fi": "Kaupallinen yhteistyö kelloliikkeen kanssa",
    "pl": "Nowy zegarek #współpracareklamowa",
    "cs": "Placená spolupráce s hodinářstvím",
    "hu": "Fizetett partnerség az órással",
    "ro": "Parteneriat plătit cu un magazin",
    "et": "Uus kell #reklaam",
    "tr": "Yeni saat #işbirliği",
    "ru": "На правах рекламы: новые часы",
    "uk": "Платне партнерство з крамницею",
    "ja": "新しい時計です #PR",
    "ko": "새 시계 #협찬",
    "zh": "新手表 #广告",
    "ar": "ساعة جديدة #إعلان",
    "id": "Kemitraan berbayar dengan toko jam",
}


def posts(*texts: str, paid: bool | None = None, links: tuple[str, ...] = (), creator: str = "a") -> pl.DataFrame:
    told = {"creator_id": creator, "captured_at": 0, "paid": paid, "is_repost": False, "links": list(links)}
    rows = [
        tuple((told | {"post_id": f"p{n}", "text": text}).get(name) for name in POSTS) for n, text in enumerate(texts)
    ]
    return from_rows(rows, POSTS)


def sign(text: str, paid: bool | None = None, links: tuple[str, ...] = ()) -> tuple[object, object, object]:
    row = annotated(posts(text, paid=paid, links=links)).row(0, named=True)
    return row["ad"], row["disclosed"], row["ad_sign"]


def test_disclosure_words_of_every_language_are_read() -> None:
    assert set(SAID) == set(languages())
    loud = {each: said if each == "tr" else said.upper() for each, said in SAID.items()}
    by_themselves = [posts(said, creator=each) for told in (SAID, loud) for each, said in told.items()]
    read = annotated(pl.concat(by_themselves))
    plain, shouted = (part.to_dicts() for part in (read[: len(SAID)], read[len(SAID) :]))
    for row in plain:
        assert (row["ad"], row["disclosed"], row["ad_sign"]) == (True, True, "disclosure words"), row["creator_id"]
    for row in shouted:
        assert row["ad"] is True, row["creator_id"]


def test_the_strongest_sign_is_told() -> None:
    assert sign("#ad use code ADA10 for 10% off", paid=True) == (True, True, "platform flag")
    assert sign("#ad use code ADA10 https://amzn.to/3x") == (True, True, "disclosure words")
    assert sign("Use code ADA10, links https://amzn.to/3x are affiliate links") == (True, False, "affiliate")
    assert sign("Use code ADA10 at checkout") == (True, False, "code")
    assert sign("Mit dem Rabattcode ADA sparen") == (True, False, "code")
    assert sign("my strap", links=("https://shop.example/strap?ref=ada",)) == (True, False, "affiliate")


@pytest.mark.parametrize(
    "text",
    [
        "Not sponsored, I bought this watch myself",
        "This is not an ad, I just like it #notsponsored",
        "Unbezahlte Werbung wegen Markennennung",
        "Video nicht gesponsert",
        "#adventure in the mountains, #advice for runners, #paddling",
        "I code in Rust and wrote a parser",
        "We talked about advertising and sponsorship in general",
    ],
)
def test_a_denial_and_a_likeness_are_no_signs(text: str) -> None:
    assert sign(text) == (False, False, None)


def test_a_post_without_words_is_unknown_unless_the_platform_tells() -> None:
    assert sign("") == (None, None, None)
    assert sign(" \n") == (None, None, None)
    assert sign("", paid=False) == (False, False, None)
    assert sign("", paid=True) == (True, True, "platform flag")
    assert sign("#ad", paid=False) == (True, True, "disclosure words"), "creators mark what the platform does not"


def test_brands_are_named_by_handle_name_and_address() -> None:
    read = annotated(
        posts(
            "Paid partnership with @HarbourStraps #ad https://www.harbourstraps.example.com/ada",
            "This video is sponsored by Tide Supply. https://amzn.to/3x https://youtu.be/abc",
            "lovely evening @harbourstraps",
            "the same strap @harbourstraps again",
            "hello @anna",
        )
    )
    assert read["brands"].to_list()[1] == ["tidesupply"]
    assert "harbourstraps" in read["brands"].to_list()[0]
    assert read["ad_sign"].to_list()[2:] == ["repeated brand", "repeated brand", None]
    assert read["ad"].to_list() == [True, True, False, False, False], "a brand alone is no payment"


def test_who_is_greeted_every_week_is_no_brand() -> None:
    read = annotated(posts(*["good morning @anna"] * 5))
    assert read["ad_sign"].to_list() == [None] * 5
    assert read["brands"].to_list() == [[]] * 5


def test_rows_stay_in_order_and_nobody_is_nobody() -> None:
    some = posts("#ad", "plain", "", "use code ADA10")
    read = annotated(some)
    assert read.select(some.columns).equals(some)
    assert read["ad"].to_list() == [True, False, None, True]
    assert annotated(some.clear()).is_empty()


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=5))
def test_any_text_is_read(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    read = annotated(posts(*texts))
    assert read.height == len(texts)
    assert read["brands"].null_count() == 0
    assert read.filter(pl.col("disclosed") & ~pl.col("ad")).is_empty()


@pytest.mark.parametrize(
    "bad", ["#ad" + "a " * 200_000, "link " * 50_000, "\u202e#ad\u202c", "(((((" * 10_000, "support amazon " * 9_000]
)
def test_hostile_texts_take_no_time(bad: str) -> None:
    assert annotated(posts(bad)).height == 1


def test_sentences_that_send_people_to_links_that_pay() -> None:
    said = pl.Series(
        [
            "Some of the links above are affiliate links.",
            "If you buy through these links I receive a small commission.",
            "Support the channel by shopping on Amazon: https://shop.example",
            "How to start affiliate marketing in 2017",
            "Not affiliated with the studio.",
            "A lovely day in the hills.",
        ]
    )
    assert says_affiliate(said).to_list() == [True, True, True, False, False, False]


def test_every_sign_has_its_literals() -> None:
    for kind, each in signs().items():
        assert each.literals, kind
        assert all(word == word.lower() for word in each.literals), kind
