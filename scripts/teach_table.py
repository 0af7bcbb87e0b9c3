r"""Teach the table of word pieces what a transformer means: ``relevance/pieces.safetensors``.

    python scripts/teach_table.py COLLECTION WORDNET FILE [--said FOLDER]

The teacher is all-MiniLM-L6-v2 (``microscout[semantic]``). It reads the posts of COLLECTION (the common form; their
texts alone, no label is looked at), 38,000 entries of WordNet with their glosses ("spruce: any coniferous tree of the
genus Picea"), and 20,000 without (which count 0.3). With X the share of each piece in a text, t the teacher's vectors,
w the weights and E0 what the teacher makes of each piece alone (scaled to fit), the table E minimises

    Σ w |X E − t|² + λ |E − E0|²,   λ = 0.05

by conjugate gradients: ridge regression towards E0, so that pieces which no text holds keep what they mean alone. Then
the 256 strongest directions of the posts' vectors are kept, and each row is rounded to 8 bits.

WORDNET is the folder of Princeton WordNet 3.0's ``data.noun`` and so on (Debian: wordnet-base). It takes about twenty
minutes on an idle core; ``--said`` keeps what the teacher said, so that another λ takes one. Needs scipy.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from safetensors.numpy import save_file

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from _collection import load
from _kept import kept
from microscout.relevance.minilm import LONGEST
from microscout.relevance.static import unit
from microscout.relevance.transformer import Transformer
from microscout.relevance.wordpieces import tokenizer, vocabulary

GLOSSES, NAMES, NAMES_COUNT = 38_000, 20_000, 0.3
RIDGE, ROUNDS, DIMENSIONS = 0.05, 30, 256
_SEED = 1


def wordnet(folder: Path) -> list[tuple[list[str], str]]:
    """The words and the gloss of every entry, shuffled."""
    found = []
    for kind in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{kind}").read_text("latin-1").splitlines():
            if not line.startswith("  "):
                head, gloss = line.split("|", 1)
                fields = head.split()
                names = [re.sub(r"\(.*?\)", "", fields[4 + 2 * i]).replace("_", " ") for i in range(int(fields[3], 16))]
                found.append((names, gloss.strip().split('; "')[0]))
    random.Random(_SEED).shuffle(found)
    return found


def shares(texts: Sequence[str]) -> Any:
    """One row a text: of its pieces (the first 128), the share of each."""
    read = tokenizer(longest=LONGEST).encode_batch_fast(list(texts), add_special_tokens=False)
    sizes = np.array([len(each.ids) for each in read])
    columns = np.fromiter((piece for each in read for piece in each.ids), np.int64, int(sizes.sum()))
    rows = np.repeat(np.arange(len(texts)), sizes)
    values = (1.0 / np.maximum(sizes, 1)[rows]).astype(np.float32)
    return sp.csr_matrix((values, (rows, columns)), shape=(len(texts), len(vocabulary())))


def solved(x: Any, wanted: np.ndarray, weights: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The table, by conjugate gradients over all columns at once, from `start`."""
    roots = np.sqrt(weights)[:, None].astype(np.float32)
    x = x.multiply(roots).tocsr()
    turned = x.T.tocsr()
    step = np.zeros_like(start)
    left = turned @ (wanted * roots - x @ start)
    towards, size = left.copy(), (left * left).sum(axis=0)
    for _ in range(ROUNDS):
        through = turned @ (x @ towards) + RIDGE * towards
        how_far = size / ((towards * through).sum(axis=0) + 1e-12)
        step += towards * how_far
        left -= through * how_far
        size, before = (left * left).sum(axis=0), size
        towards = left + towards * (size / (before + 1e-12))
    return np.asarray(start + step)


def said(folder: Path | None, name: str, texts: Sequence[str]) -> np.ndarray:
    """The teacher's vectors of `texts`, from `folder` where they are kept."""
    path = folder / f"{name}.npy" if folder else None
    return np.asarray(kept(path, lambda: Transformer().embed(texts).astype(np.float16)), np.float32)


def main() -> int:
    """Write the table, and say how near it comes to the teacher on the posts."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    asked.add_argument("collection", type=Path)
    asked.add_argument("wordnet", type=Path)
    asked.add_argument("file", type=Path)
    asked.add_argument("--said", type=Path, help="a folder that keeps the teacher's vectors")
    options = asked.parse_args()
    posts = [post.text for each in load(options.collection).snapshots for post in each.posts or () if post.text.strip()]
    entries = wordnet(options.wordnet)
    groups = {
        "posts": (posts, 1.0),
        "glosses": ([f"{', '.join(names[:3])}: {gloss}" for names, gloss in entries[:GLOSSES]], 1.0),
        "names": ([", ".join(names[:4]) for names, _ in entries[:NAMES]], NAMES_COUNT),
    }
    alone = ["" if piece.startswith("[") and len(piece) > 1 else piece.removeprefix("##") for piece in vocabulary()]
    vectors = {name: said(options.said, name, texts) for name, (texts, _) in groups.items()}
    start = said(options.said, "pieces", alone)
    start[[i for i, piece in enumerate(alone) if not piece]] = 0.0
    x = sp.vstack([shares(texts) for texts, _ in groups.values()]).tocsr()
    wanted = np.concatenate([vectors[name] for name in groups])
    plain = x @ start
    start *= float((wanted * plain).sum() / (plain**2).sum())
    weights = np.concatenate([np.full(len(texts), weight) for texts, weight in groups.values()])
    table = solved(x, wanted, weights, start)
    read = unit(x[: len(posts)] @ table)
    print(f"cosine with the teacher, mean over posts: {float((read * vectors['posts']).sum(axis=1).mean()):.4f}")
    directions = np.linalg.svd(read.T @ read)[0][:, :DIMENSIONS].astype(np.float16)
    rows = table @ directions.astype(np.float32)
    scales = (np.abs(rows).max(axis=1) / 127).astype(np.float16)
    safe = np.where(scales > 0, scales, 1).astype(np.float32)[:, None]
    whole = np.clip(np.round(rows / safe), -127, 127).astype(np.int8)
    save_file({"rows": whole, "scales": scales, "directions": directions}, options.file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
