"""The contract suites, shipped so that a stranger's platform, score or export is held to what ours are held to::

    def test_contract() -> None:
        check_platform(MyPlatform(), Path("fixtures/my_platform"))
        check_parsers(MyPlatform(), Path("fixtures/my_platform"))
        check_score(MyScore())
        check_engine(MyEngine())
        check_export(MyExport())

The folder holds recorded exchanges (``microscout.client.replay``) of one search and all that follows from it.
"""

from microscout.client.replay import Exchange, Replay
from microscout.testing.contract import Told, check_platform, told
from microscout.testing.engines import check_engine
from microscout.testing.exports import check_export
from microscout.testing.scores import check_score
from microscout.testing.strange import check_parsers

__all__ = [
    "Exchange",
    "Replay",
    "Told",
    "check_engine",
    "check_export",
    "check_parsers",
    "check_platform",
    "check_score",
    "told",
]
