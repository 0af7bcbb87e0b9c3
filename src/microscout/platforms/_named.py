"""For platforms that cannot be searched: creators whom the founder names, in the settings or as ``@name``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from microscout.errors import Refused
from microscout.models import Candidate, Niche


def named(platform: str, creators: Iterable[str], niche: Niche) -> Iterator[Candidate]:
    """Each creator named, once: those of the settings, then the niche's phrases that begin with ``@``."""
    listed = dict.fromkeys(name.strip().removeprefix("@") for name in creators)
    asked = dict.fromkeys(phrase[1:].strip() for phrase in niche.phrases if phrase.startswith("@"))
    for handle in listed | asked:
        if handle and len(handle.split()) == 1:
            yield Candidate(platform=platform, handle=handle, found_by=("named by you",))


def nobody(platform: str) -> Refused:
    """What to tell a founder who has named nobody."""
    return Refused(
        f"{platform} cannot be searched by words, it only tells of creators whom you name: "
        f'add --niche "@name", or creators = ["name"] under [platform.{platform}] in config.toml'
    )
