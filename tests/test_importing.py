"""Import: every bad row with its number and reason, every good one kept, no file that ends in a traceback."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import NOW, post, snapshot
from microscout import frames, importing, portrait, relevance, scoring, shortlist
from microscout.errors import UsageError
from microscout.exports import Csv
from microscout.importing import BadRow
from microscout.models import Niche, Snapshot

GOOD = {"platform": "sample", "handle": "ada", "followers": 1500}


def read(path: Path) -> tuple[list[Snapshot], dict[int, str]]:
    """The good ones, and the bad rows' reasons by number."""
    every = list(importing.read(path, NOW))
    bad = {each.number: each.reason for each in every if isinstance(each, BadRow)}
    return [each for each in every if isinstance(each, Snapshot)], bad


def ids(path: Path) -> list[str]:
    return [each.creator_id for each in read(path)[0]]


def lines(*records: Any) -> bytes:
    return b"".join(r + b"\n" if isinstance(r, bytes) else json.dumps(r).encode() + b"\n" for r in records)


def named(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_every_bad_line_has_its_number_and_reason_and_good_ones_are_kept(tmp_path: Path) -> None:
    content = lines(
        GOOD,
        b"{oops",
        b"",
        GOOD | {"handle": "eva"},
        [1],
        b"\xff\xfe{}",
        {"platform": "sample"},
        GOOD | {"followers": True},
        b'{"followers": ' + b"9" * 5000 + b"}",
        GOOD | {"followers": 10**30},
        b"[" * 100_000,
        GOOD | {"handle": "ida"},
    )
    good, bad = read(named(tmp_path, "list.jsonl", content))
    assert [each.profile.handle for each in good] == ["ada", "eva", "ida"]
    assert list(bad) == [2, 5, 6, 7, 8, 9, 10, 11]
    assert bad[2].startswith("not JSON")
    assert bad[5] == "not a JSON object"
    assert "UTF-8" in bad[6]
    assert bad[7] == "there is no id and no handle"
    assert "true or false" in bad[8]
    assert "digits" in bad[9]
    assert bad[10].startswith("followers:")
    assert "nested" in bad[11]


@pytest.mark.parametrize("name", ["l.jsonl", "l.ndjson", "l.JSONL", "l.json", "old.list.jsonl"])
def test_json_lines_go_by_several_endings(tmp_path: Path, name: str) -> None:
    assert ids(named(tmp_path, name, lines(GOOD))) == ["sample:ada"]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + lines(GOOD).replace(b"\n", b"\r\n")
    assert ids(named(tmp_path, "l.jsonl", content)) == ["sample:ada"]


def test_a_gzipped_file_is_read_as_it_is(tmp_path: Path) -> None:
    assert ids(named(tmp_path, "l.jsonl.gz", gzip.compress(lines(GOOD)))) == ["sample:ada"]
    assert ids(named(tmp_path, "l.csv.gz", gzip.compress(b"platform,handle\nsample,ada\n"))) == ["sample:ada"]


def test_of_a_cut_off_gzip_file_what_came_before_is_kept(tmp_path: Path) -> None:
    packed = gzip.compress(lines(*(GOOD | {"handle": f"c{n}", "bio": f"{n * 7919:x}" * 40} for n in range(3000))))
    good, bad = read(named(tmp_path, "l.jsonl.gz", packed[: len(packed) // 2]))
    assert len(good) > 100
    assert list(bad.values()) == ["the rest cannot be read: it is cut off or no gzip file"]
    damaged = packed[: len(packed) // 2] + b"\xff" * 500 + packed[len(packed) // 2 + 500 :]
    assert read(named(tmp_path, "d.jsonl.gz", damaged))[1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("l.jsonl.gz", b"no gzip"),
        ("l.jsonl.gz", b"\x1f\x8b\x08"),
        ("l.txt", b"x"),
        ("l", b"x"),
        ("l.gz", b"x"),
        ("l.parquet", b"no parquet"),
        ("l.parquet", b"PAR1" + b"\x00" * 40 + b"PAR1"),
        ("l.csv", b""),
        ("l.csv", b"name,followers\nx,1\n"),
        ("l.csv", b'"' + b"x" * 200_000 + b'"\n'),
        ("l.csv", "handle,platform\n".encode("utf-16")),
    ],
)
def test_a_file_that_is_none_is_told_in_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(UsageError):
        read(named(tmp_path, name, content))


@pytest.mark.parametrize("name", ["none.jsonl", "none.csv.gz", "none.parquet"])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "l.jsonl")


def test_a_giant_line_is_left_out_and_the_next_one_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_LARGEST_LINE", 1_000)
    content = lines(GOOD, GOOD | {"bio": "x" * 5_000}, GOOD | {"handle": "eva"}, b"x" * 3_000)
    good, bad = read(named(tmp_path, "l.jsonl", content))
    assert [each.profile.handle for each in good] == ["ada", "eva"]
    assert sorted(bad) == [2, 4]


def test_excels_semicolons_are_commas_too(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbfPlatform;Handle;Subscribers;Links\r\nsample;@ada;1500;https://a.example\r\n"
    (told,), bad = read(named(tmp_path, "l.csv", content))
    assert not bad
    assert (told.profile.handle, told.profile.followers, told.profile.links) == ("ada", 1500, ("https://a.example",))


def test_bad_csv_rows_have_their_line_and_good_ones_are_kept(tmp_path: Path) -> None:
    content = (
        b"platform,handle,followers,bio\n"
        b'sample,ada,1,"two\nlines"\n'
        b"sample,eva,many,\n"
        b"sample,ida,1,x,too,much\n"
        b"sample,ole,2,caf\xe9\n"
        b"\n"
        b",bob,1,\n"
        b"sample,uwe,,\n"
    )
    good, bad = read(named(tmp_path, "l.csv", content))
    assert [(each.profile.handle, each.profile.followers) for each in good] == [("ada", 1), ("uwe", None)]
    assert good[0].profile.bio == "two\nlines"
    assert list(bad) == [4, 5, 6, 8]
    assert bad[4].startswith("followers:")
    assert bad[5] == "6 cells, but 4 columns"
    assert "CSV UTF-8" in bad[6]
    assert bad[8] == "there is no platform"


def test_a_quotation_mark_that_never_closes_is_told_where_it_opens(tmp_path: Path) -> None:
    content = b'platform,handle,bio\nsample,ada,x\nsample,eva,"never closed\nsample,ida,y\nsample,ole,z\n'
    good, bad = read(named(tmp_path, "l.csv", content))
    assert [each.profile.handle for each in good] == ["ada"]
    assert bad == {3: "a quotation mark opens here and never closes: the rest is lost"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("l.csv", b"handle,followers\nx,1\n", "no column platform"),
        ("l.csv", b"name,platform\nx,y\n", "no column handle or id"),
        ("l.csv", "platform,handle\n".encode("utf-16"), "no UTF-8 text"),
        ("l.json", json.dumps([GOOD]).encode(), "one JSON document"),
        ("l.json", json.dumps(GOOD, indent=1).encode(), "one JSON document"),
        ("l.parquet", b"PAR1junkPAR1", "damaged or no Parquet file"),
    ],
)
def test_what_hinders_the_whole_file_is_told_once(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read(named(tmp_path, name, content))


def test_a_giant_cell_is_a_bad_row(tmp_path: Path) -> None:
    content = b"platform,handle\nsample," + b"x" * 200_000 + b"\nsample,eva\n"
    good, bad = read(named(tmp_path, "l.csv", content))
    assert ([each.profile.handle for each in good], list(bad)) == (["eva"], [2])


def test_our_own_csv_brings_the_same_creators_back(tmp_path: Path) -> None:
    held = frames.of(
        [
            snapshot("ada", (post(text="vintage watches"),), name="=1+1", followers=1500, links=("https://a.example",)),
            snapshot("eva", (post(1, "eva", text="vintage watches"),), name="  -Eva", url="https://e.example"),
            snapshot("x:y", (post(1, "x:y", text="vintage watches"),), languages=("en",), location="@Leeds"),
        ]
    )
    niche = Niche.of("vintage watches")
    scored = scoring.score(held, relevance.Lexical().measure(held, niche), scoring.PRESETS["default"], min_coverage=0.0)
    chosen = shortlist.choose(
        scored.join(relevance.spoken(held.posts, ["en", "de"]), on="creator_id", how="left"), Criteria()
    )
    rows = [row | portrait.of([portrait.Known(row)]).row(0, named=True) for row in chosen.rows]
    path = named(tmp_path, "l.csv", Csv(bom=True).dump(shortlist.sheet(rows, niche.text), {}))
    good, bad = read(path)
    assert not bad
    back = {each.creator_id: each.profile for each in good}
    assert set(back) == {"sample:ada", "sample:eva", "sample:x:y"}
    assert (back["sample:ada"].name, back["sample:ada"].followers) == ("=1+1", 1500)
    assert back["sample:eva"].name == "  -Eva"
    assert (back["sample:x:y"].location, back["sample:x:y"].languages) == ("@Leeds", ("en",))
    assert back["sample:ada"].links == ("https://a.example",)


Criteria = shortlist.Criteria


def test_parquet_rows_are_records(tmp_path: Path) -> None:
    path = tmp_path / "l.parquet"
    told = [GOOD | {"posts": [{"id": "1", "text": "a dial", "likes": 3}]}, {"platform": "sample", "handle": None}]
    pl.DataFrame(told).write_parquet(path)
    good, bad = read(path)
    assert good[0].posts is not None
    assert (good[0].creator_id, good[0].posts[0].likes) == ("sample:ada", 3)
    assert bad == {2: "there is no id and no handle"}


def test_parquets_own_dates_are_moments(tmp_path: Path) -> None:
    path = tmp_path / "l.parquet"
    frame = pl.DataFrame([GOOD | {"captured_at": "2026-11-01"}]).with_columns(pl.col("captured_at").str.to_date())
    frame.write_parquet(path)
    assert read(path)[0][0].profile.captured_at == 1_793_491_200


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
records = st.fixed_dictionaries(
    {"platform": st.text(max_size=5), "handle": st.text(max_size=5)},
    optional=dict.fromkeys(("id", "followers", "bio", "posts", "links", "captured_at"), json_values),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records | json_values, max_size=4))
def test_any_json_on_a_line_is_a_creator_or_a_reason(tmp_path: Path, values: list[Any]) -> None:
    every = list(importing.read(named(tmp_path, "l.jsonl", lines(*values)), NOW))
    assert len(every) == len(values)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from([".jsonl", ".csv", ".jsonl.gz", ".csv.gz"]))
def test_any_bytes_are_creators_reasons_or_a_sentence(tmp_path: Path, content: bytes, ending: str) -> None:
    head = b"platform,handle,posts\n" if ending == ".csv" else b""
    try:
        list(importing.read(named(tmp_path, f"l{ending}", head + content), NOW))
    except UsageError as error:
        assert error.message  # noqa: PT017


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("12345", 12_345),
        ("12,345", 12_345),
        ("1.234.567", 1_234_567),
        ("12\u00a0345", 12_345),
        ("12.5K", 12_500),
        ("8k", 8_000),
        ("1,2 M", 1_200_000),
        ("", None),
    ],
)
def test_counts_in_a_sheet_may_be_written_as_people_write_them(tmp_path: Path, cell: str, count: int | None) -> None:
    file = tmp_path / "list.tsv"
    file.write_text(f"handle\tplatform\tfollowers\nada\tbluesky\t{cell}\n", "utf-8")
    (told,) = importing.read(file, 1)
    assert isinstance(told, Snapshot)
    assert told.profile.followers == count


@pytest.mark.parametrize("cell", ["12.5", "1,23", "about 8k", "-5", "8kk"])
def test_what_is_no_count_is_a_bad_row(tmp_path: Path, cell: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"sep=;\nhandle;platform;followers\nada;bluesky;{cell}\n", "utf-8")
    (told,) = importing.read(file, 1)
    assert isinstance(told, importing.BadRow)
    assert "followers" in told.reason
