from __future__ import annotations

import json
from pathlib import Path

import pytest

import _labelled
from _collection import load

TOPICS = {"watches": "a watch and its dial", "bread": "sourdough from the oven"}


def test_who_is_told_the_labels_ranks_new_creators_by_them(tmp_path: Path) -> None:
    topics = {f"{topic}{n}": topic for topic in TOPICS for n in range(12)}
    creators = [
        {"id": who, "platform": "rss", "handle": f"{who}.example", "posts": [{"id": "1", "text": TOPICS[topic]}]}
        for who, topic in topics.items()
    ]
    queries = [{"query_id": topic, "text": "things that say nothing of it"} for topic in TOPICS]
    (tmp_path / "creators.jsonl").write_text("\n".join(map(json.dumps, creators)), "utf-8")
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), "utf-8")
    right = [f"{topic}\t{who}\t1" for who, topic in topics.items()]
    (tmp_path / "qrels.tsv").write_text("\n".join(right), "utf-8")
    assert _labelled.reached(load(tmp_path))["ndcg@10"] == pytest.approx(1.0)
