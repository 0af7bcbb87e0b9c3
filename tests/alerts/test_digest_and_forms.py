"""Digests, worded for each channel; whatever a stranger has written can do nothing there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from microscout.alerts import Digest, News, as_mail, as_text, as_webhook

SLACK, DISCORD, OTHER = (
    "https://hooks.slack.com/services/T/B/x",
    "https://discord.com/api/webhooks/1/x",
    "https://chat.example/h",
)
HOSTILE = "<!channel> @everyone [x](https://evil.example) *b* `c` & \u202e\x1b[31m\r\nBcc: all@example.org"


def news(about: str = "sample:ada", kind: str = "engagement", **told: str) -> News:
    return News(about, kind, 1, **({"sentence": "half of what it was"} | told))


def test_a_digest_says_how_much_of_whom_and_what() -> None:
    told = Digest.of(
        [news(name="Ada", url="https://a.example/@ada"), news("sample:bob", kind="quiet", sentence="quiet")]
    )
    assert told.subject == "microscout: 2 changes with 2 of those you watch"
    assert told.lines == ("Ada: half of what it was https://a.example/@ada", "sample:bob: quiet")


def test_a_long_digest_is_cut_and_says_so() -> None:
    told = Digest.of([news(f"sample:{number}") for number in range(25)], shown=20)
    assert len(told.lines) == 21
    assert told.lines[-1].startswith("and 5 more")


def test_an_address_that_is_none_is_left_out() -> None:
    assert Digest.of([news(url="javascript:alert(1)")]).lines == ("sample:ada: half of what it was",)


def test_slack_gets_none_of_its_signs_from_strangers() -> None:
    text = as_webhook(Digest.of([news(sentence=HOSTILE)]), SLACK)["text"]
    assert "&lt;!channel&gt;" in text
    assert "<" not in text


def test_discord_may_call_nobody_and_gets_no_more_than_it_takes() -> None:
    told = as_webhook(Digest.of([news(str(n), sentence=HOSTILE * 3) for n in range(20)]), DISCORD)
    assert told["allowed_mentions"] == {"parse": []}
    assert len(told["content"]) <= 2_000
    assert "@everyone" not in told["content"]


def test_others_get_no_marks_and_no_calls() -> None:
    text = as_webhook(Digest.of([news(sentence=HOSTILE)]), OTHER)["text"]
    assert "@everyone" not in text
    assert r"\[x\]" in text
    text = as_webhook(Digest.of([news(url="https://a.example/@all")]), OTHER)["text"]
    assert "https://a.example/%40all" in text, "an address may end in a call"


def test_an_address_carries_no_marks() -> None:
    text = as_webhook(Digest.of([news(name="https://a.example/![x](https://evil.example/seen.png)`b`")]), OTHER)["text"]
    assert not set("[]()`") & set(text)
    assert "https://a.example/!%5Bx%5D%28https://evil.example/seen.png%29%60b%60" in text


def test_a_platform_is_none_of_those_who_are_watched() -> None:
    shift = news("bluesky", kind="shift")
    assert Digest.of([shift]).subject == "microscout: 1 platform shifted"
    assert Digest.of([shift, news()]).subject == "microscout: 1 platform shifted, 1 change with 1 of those you watch"


def test_a_mail_has_only_our_headers() -> None:
    mail = as_mail(Digest.of([news(name=HOSTILE, sentence=HOSTILE)]), "me@example.org", "you@example.org")
    assert mail["Bcc"] is None
    assert {name.lower() for name in mail} >= {"subject", "from", "to", "auto-submitted"}
    assert "\nBcc" not in mail.get_content()


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_line_stays_one_line_without_what_cannot_be_seen(name: str, sentence: str) -> None:
    text = as_text(Digest.of([news(name=name, sentence=sentence)]))
    assert len(text.splitlines()) == 2
    assert all(c.isprintable() for line in text.split("\n") for c in line)
