"""A text as numbers of word pieces: the vocabulary and the rules of BERT (lower case, no accents, longest piece first).

``wordpieces.txt`` is the vocabulary of all-MiniLM-L6-v2; the rules are those that its authors used (Wu et al.,
"Google's neural machine translation system", 2016, and the BERT release of 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("wordpieces.txt")
_START, _END = ("[CLS]", 101), ("[SEP]", 102)
UNKNOWN = 100
"""The piece [UNK] stands for all that the vocabulary lacks: most emoji, many characters. It means nothing."""


def says_anything(pieces: Sequence[int]) -> bool:
    """Whether there is a known piece beside the marks around a text."""
    return any(piece not in (UNKNOWN, _START[1], _END[1]) for piece in pieces)


@cache
def vocabulary() -> dict[str, int]:
    """The number of each piece."""
    known = _FILE.read_text("utf-8").rstrip("\n").split("\n")
    return {piece: number for number, piece in enumerate(known)}


@cache
def tokenizer(*, longest: int | None) -> Any:
    """The tokenizer; it puts [CLS] and [SEP] around a text unless told not to, and keeps `longest` pieces."""
    from tokenizers import Tokenizer
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from tokenizers.processors import BertProcessing

    made = Tokenizer(_model())
    made.normalizer = BertNormalizer(lowercase=True)
    made.pre_tokenizer = BertPreTokenizer()
    made.post_processor = BertProcessing(_END, _START)
    if longest:
        made.enable_truncation(longest)
    return made


@cache
def _model() -> Any:
    """What every tokenizer shares: to read it takes 20 ms."""
    from tokenizers.models import WordPiece

    return WordPiece.from_file(str(_FILE), unk_token="[UNK]")  # noqa: S106
