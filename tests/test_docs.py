"""The generated pages, and every terminal session that README and docs show, are what the program prints today."""

import re
from pathlib import Path

import pytest

import make_docs

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


@pytest.mark.slow
def test_the_pages_and_their_sessions_are_true() -> None:
    stale = [page.name for page, text in make_docs.pages().items() if page.read_text("utf-8") != text]
    assert stale == [], "run `make docs`"


def test_every_link_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{page.name}: {to}"
        for page in pages
        for to in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / to).exists()
    ]
    assert dead == []


def test_the_readme_begins_with_two_commands() -> None:
    first_screen = (ROOT / "README.md").read_text("utf-8").split("## ")[0]
    commands = re.findall(r"```sh\n(.*?)```", first_screen, re.DOTALL)
    assert len(commands) == 2
    assert 'microscout search --niche "vintage watches" --platform sample' in commands[0]
    assert "pytest" in commands[1]
