"""``same``, ``apart`` and ``platforms check``, as a founder types them."""

import json

import pytest

from microscout.cli.main import main


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(argv) == 0
    printed = capsys.readouterr()
    return printed.out + printed.err


@pytest.mark.slow
def test_two_creators_are_said_to_be_one_and_that_is_taken_back(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path_factory.mktemp("files") / "two.jsonl"
    rows = [{"platform": name, "id": "1", "handle": f"brass.{name}", "bio": "old watches"} for name in ("one", "two")]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    said(capsys, "import", str(file))
    assert "are one person" in said(capsys, "same", "brass.two", "@brass.one")
    assert "@brass.two as two:1 (said so by you)" in said(capsys, "show", "brass.one", "--niche", "watches")
    said(capsys, "same", "brass.one", "brass.two", "--undo")
    assert "said so by you" not in said(capsys, "show", "brass.one", "--niche", "watches")
    assert "are not one person" in said(capsys, "apart", "brass.one", "brass.two")
    assert main(["same", "brass.one", "brass.one"]) == 2


def test_terms_that_do_not_fit_the_screen_say_that_they_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    told = [line for line in said(capsys, "platforms").splitlines() if line.lstrip().startswith("· ")]
    assert len(told) > 10
    assert any(line.rstrip().endswith("…") for line in told)
    assert all(len(line) <= 70 for line in told)


def test_a_platform_is_checked_with_one_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert "300 fictional creators" in said(capsys, "platforms", "check", "sample")
    assert main(["platforms", "check"]) == 2
    assert main(["platforms", "check", "sampel"]) == 2
    assert "Did you mean sample?" in capsys.readouterr().err
