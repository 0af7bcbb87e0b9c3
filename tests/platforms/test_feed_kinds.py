"""Feeds as they are really written: every version, every program's habits, every encoding, dates in odd forms."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from microscout.client.replay import Exchange
from microscout.errors import PayloadError
from microscout.models import Profile
from microscout.platforms import _feed
from microscout.platforms.rss import Rss, _profile
from microscout.testing.reading import of_exchange

ADDRESS = "https://ada.example/feed"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
RSS = '<rss version="2.0" xmlns:itunes="{itunes}" {more}><channel>{head}{items}</channel></rss>'


def rss(items: str, head: str = "<title>Ada</title><link>https://ada.example/</link>", more: str = "") -> _feed.Feed:
    return _feed.read(RSS.format(head=head, items=items, more=more, itunes=ITUNES).encode(), ADDRESS)


# -- versions -------------------------------------------------------------------------------------------------------

ITEM = "<title>Ticks</title><link>https://ada.example/1</link><description>text</description>"
VERSIONS = {
    "RSS 0.91 with its DTD": '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
    f'"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Ada</title>'
    f"<link>https://ada.example/</link><item>{ITEM}</item></channel></rss>",
    "RSS 1.0": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    '<channel rdf:about="https://ada.example/"><title>Ada</title><link>https://ada.example/</link></channel>'
    f'<item rdf:about="https://ada.example/1">{ITEM}</item></rdf:RDF>',
    "RSS 2.0 in a name space": '<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel><title>Ada</title>'
    f"<link>https://ada.example/</link><item>{ITEM}</item></channel></rss>",
    "Atom 0.3": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Ada</title><link href="https://ada.example/"/>'
    '<entry><title>Ticks</title><link href="https://ada.example/1"/><id>https://ada.example/1</id>'
    '<content mode="escaped">text</content></entry></feed>',
    "Atom 1.0": '<feed xmlns="http://www.w3.org/2005/Atom"><title>Ada</title><link href="https://ada.example/"/><entry>'
    '<title>Ticks</title><link href="/1"/><id>https://ada.example/1</id><summary>text</summary></entry></feed>',
    "JSON Feed 1.1": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Ada",
            "home_page_url": "https://ada.example/",
            "items": [
                {"id": "https://ada.example/1", "url": "/1", "title": "Ticks", "content_text": "text"},
                {"title": None},
                7,
            ],
        }
    ),
}


@pytest.mark.parametrize("written", VERSIONS.values(), ids=VERSIONS)
def test_every_version_says_the_same(written: str) -> None:
    feed = _feed.read(written.encode(), ADDRESS)
    (entry,) = feed.entries
    assert (feed.title, feed.url) == ("Ada", "https://ada.example/")
    assert (entry.key, entry.url, entry.title, entry.html) == ("https://ada.example/1",) * 2 + ("Ticks", "text")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"version": "https://jsonfeed.org/version/1"}, "no list of items"),
        ({"items": []}, "no feed"),
        ([], "no feed"),
        ('{"version": ', "broken JSON"),
        ("[" * 100_000, "broken JSON"),
    ],
)
def test_json_that_is_no_feed(body: Any, reason: str) -> None:
    with pytest.raises(PayloadError, match=reason):
        _feed.read((body if isinstance(body, str) else json.dumps(body)).encode())


def test_a_json_feed_in_full() -> None:
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": "https://ada.example/",
        "language": "de",
        "authors": [{"name": "Ada", "url": "https://ada.example/about"}],
        "items": [
            {"id": 1, "content_html": "<p>Old <a href='https://b.example/'>b</a></p>", "date_published": "2026-11-23"},
            {
                "id": "2",
                "content_text": "New",
                "date_published": "2026-11-24T06:00:00-05:00",
                "tags": ["watches", "watches"],
                "attachments": [{"url": "https://ada.example/a.mp3", "mime_type": "audio/mpeg"}],
            },
        ],
    }
    feed = _feed.read(json.dumps(told).encode())
    new, old = _feed.posts(feed, "rss:ada.example", 1, 10)
    assert (feed.author, feed.language) == ("Ada", "de")
    assert feed.links == ("https://ada.example/", "https://ada.example/about")
    assert (new.post_id, new.text, new.kind, new.created_at) == ("2", "New\n\n#watches", "audio", 1_795_518_000)
    assert (old.post_id, old.text, old.links, old.url) == ("1", "Old b", ("https://b.example/",), None)


# -- what programs write --------------------------------------------------------------------------------------------


def test_substacks_block_keeps_a_newsletter_out_of_podcast_directories_only() -> None:
    block = "<title>Ada</title><itunes:block><![CDATA[Yes]]></itunes:block>"
    cover = '<item><title>x</title><enclosure url="https://i.example/x.png" type="image/jpeg"/></item>'
    sound = '<item><title>x</title><enclosure url="https://i.example/x.mp3" type="audio/mpeg"/></item>'
    assert not rss(cover, block).blocked
    assert rss(cover, block).entries[0].kind == "text", "a picture is a cover"
    assert rss(cover + sound, block).blocked
    assert rss("", block).blocked, "nothing says what it is a feed of"
    assert rss(cover, "<p:block>yes</p:block>", 'xmlns:p="https://podcastindex.org/namespace/1.0"').blocked


def test_categories_are_topics() -> None:
    tags = "".join(f"<category>{tag}</category>" for tag in ("Uncategorized", "watches", "<![CDATA[slow  time]]>"))
    (entry,) = rss(f"<item><title>x</title>{tags}</item>").entries
    assert entry.tags == ("watches", "slow time")
    assert _feed.post(entry, "rss:a", 1).text == "x\n\n#watches #slow time"


def test_youtubes_feed_tells_the_description() -> None:
    video = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><entry><id>yt:video:a</id>'
        "<media:group><media:description>What a watch</media:description><media:community>"
        '<media:statistics views="0"/></media:community></media:group></entry></feed>'
    )
    (post,) = _feed.posts(_feed.read(video.encode()), "rss:a", 1, 5)
    assert (post.text, post.views) == ("What a watch", None)


def test_markup_within_atom_keeps_its_paragraphs_and_links() -> None:
    entry = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><content type="xhtml">'
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>1 &lt; 2</p><p>see <a href="https://b.example/?a=1&amp;b=2">b</a>'
        "</p></div></content></entry></feed>"
    )
    (post,) = _feed.posts(_feed.read(entry.encode()), "rss:a", 1, 5)
    assert (post.text, post.links) == ("1 < 2\n\nsee b", ("https://b.example/?a=1&b=2",))


def test_addresses_are_made_whole() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://ada.example/blog/"><link href="./"/>'
        '<entry><id>1</id><link href="1.html"/></entry>'
        '<entry xml:base="https://ada.example/old/"><id>2</id><link href="2.html"/></entry></feed>'
    )
    feed = _feed.read(atom.encode(), ADDRESS)
    assert feed.url == "https://ada.example/blog/"
    assert [entry.url for entry in feed.entries] == [
        "https://ada.example/blog/1.html",
        "https://ada.example/old/2.html",
    ]
    relative = rss("<item><link>/p/1</link></item><item><title>none</title></item>", "<link>/</link>")
    assert [relative.url, *(entry.url for entry in relative.entries)] == [
        "https://ada.example/",
        "https://ada.example/p/1",
        None,
    ]


def test_a_guid_is_an_address_unless_it_says_not() -> None:
    items = (
        "<item><guid>https://ada.example/1</guid></item>"
        '<item><guid isPermaLink="false">https://ada.example/?p=2</guid></item><item><guid>three</guid></item>'
    )
    assert [entry.url for entry in rss(items).entries] == ["https://ada.example/1", None, None]


def test_an_entry_of_text_alone_is_one_and_an_empty_one_is_none() -> None:
    (entry,) = rss("<item><description>Only this.</description></item><item/>").entries
    assert (entry.key, _feed.post(entry, "rss:a", 1).text) == ("Only this.", "Only this.")


def test_the_owners_other_places_and_the_editors_address() -> None:
    head = (
        '<title>Ada</title><link>https://ada.example/</link><atom:link rel="me" href="https://clock.example/@ada"/>'
        "<managingEditor>ada@ada.example (Ada)</managingEditor>"
    )
    feed = rss("", head, 'xmlns:atom="http://www.w3.org/2005/Atom"')
    profile = _profile(feed, ADDRESS, 1)
    assert profile.links == ("https://ada.example/", "https://clock.example/@ada", "mailto:ada@ada.example")


# -- encodings and what XML cannot bear -----------------------------------------------------------------------------

ENCODED = (
    '<?xml version="1.0" encoding="{}"?><rss version="2.0"><channel><title>{}</title>'
    "<item><title>{}</title></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("declared", "real", "word"),
    [
        ("ISO-8859-1", "latin-1", "Größe"),
        ("windows-1252", "cp1252", "“Größe”"),
        ("koi8-r", "koi8-r", "Часы"),
        ("UTF-16", "utf-16", "時計"),
        ("Shift_JIS", "shift_jis", "時計"),
        ("gb2312", "gb2312", "时计"),
        ("UTF-8", "cp1252", "“Größe”"),
        ("klingon", "utf-8", "時計"),
    ],
)
def test_encodings(declared: str, real: str, word: str) -> None:
    feed = _feed.read(ENCODED.format(declared, word, word).encode(real))
    assert (feed.title, feed.entries[0].title) == (word, word)


@pytest.mark.parametrize("declared", ["ISO-8859-1", "utf-16", "utf-8", "klingon"])
def test_a_feed_that_was_recorded_as_text_is_read_as_it_was_written(declared: str) -> None:
    body = ENCODED.format(declared, "Größe", "Größe")
    lines = list(of_exchange(Rss(), Exchange.of({"request": ADDRESS, "status": 200, "body": body})))
    assert [line["parsed"].get("name") or line["parsed"]["text"] for line in lines] == ["Größe", "Größe"]


def test_what_xml_cannot_bear_is_mended_but_not_within_cdata() -> None:
    (entry,) = rss(
        "<item><title>caf&eacute;&nbsp;AT&T &unheard; \x0bx &amp; &#x41;</title>"
        "<link><![CDATA[https://ada.example/?a=1&b=2]]></link></item>"
    ).entries
    assert (entry.title, entry.url) == ("café\xa0AT&T &unheard; x & A", "https://ada.example/?a=1&b=2")


def test_mending_opens_no_door_to_tricks() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><channel><title>&a;&nbsp;</title></channel></rss>'
    )
    with pytest.raises(PayloadError, match="declares entities"):
        _feed.read(bomb.encode())


# -- dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("\n Mon, 23 Nov 2026 06:00:00 GMT \n", 1_795_413_600),
        ("Mon, 23 Nov 2026 06:00:00", 1_795_413_600),
        ("Mon, 23 Nov 26 01:00:00 EST", 1_795_413_600),
        ("Mon Nov 23 06:00:00 GMT 2026", 1_795_413_600),
        ("2026-11-23T06:00:00.123456789Z", 1_795_413_600),
        ("2026-11-23T07:00+0100", 1_795_413_600),
        ("23 Nov 2026", 1_795_392_000),
        ("Mon, 23 Nov 2026", 1_795_392_000),
        ("November 23, 2026", 1_795_392_000),
        ("2026-11-23", 1_795_392_000),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("0000-00-00", None),
        ("Mon, 23 Nov 2026 24:00:00 GMT", None),
        ("23/11/2026", None),
        ("1795413600", None),
    ],
)
def test_dates(written: str, seconds: int | None) -> None:
    assert _feed.moment(written) == seconds


def test_a_feed_and_its_entries_are_replayed() -> None:
    body = VERSIONS["JSON Feed 1.1"]
    first, second = of_exchange(Rss(), Exchange.of({"request": ADDRESS, "status": 200, "body": json.loads(body)}))
    assert (first["parsed"]["fact"], first["parsed"]["name"]) == (Profile.__name__, "Ada")
    assert second["parsed"]["post_id"] == "https://ada.example/1"


@pytest.mark.parametrize(
    ("link", "told"),
    [
        (
            '<link rel="alternate" type="application/rss+xml" href="/rss.xml">',
            "; its feed is at https://ada.example/rss.xml",
        ),
        (
            '<link rel="alternate" type="application/feed+json" href="https://b.example/f">',
            "; its feed is at https://b.example/f",
        ),
        ('<link rel="alternate" type="application/atom+xml" href="javascript:x">', ""),
        ('<link rel="stylesheet" href="x.css">', ""),
    ],
)
def test_a_web_page_in_place_of_a_feed_says_where_its_feed_is(link: str, told: str) -> None:
    for page in (f"<!DOCTYPE html><html><head>{link}</head>", f"<html xmlns='x'><head>{link}</head></html>"):
        with pytest.raises(PayloadError) as raised:
            _feed.read(page.encode(), ADDRESS)
        assert raised.value.message == f"the answer was a web page, not a feed{told}"


@pytest.mark.parametrize(
    "hostile",
    ["<![CDATA[" * 200_000, "<![CDATA[]]>" * 100_000 + "&", "&" * 500_000, "<!doctype html>" + "<link " * 300_000],
)
def test_nothing_hostile_takes_long(hostile: str) -> None:
    began = time.process_time()
    with pytest.raises(PayloadError):
        _feed.read(hostile.encode())
    assert time.process_time() - began < 2
