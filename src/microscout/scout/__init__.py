"""The front door: one short method for each thing a founder does. Wiring only.

The command line, cron and notebooks all call this::

    from microscout import config
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        found = scout.search(Niche.of("vintage watches"), platform_names=["sample"])
        print(found.shortlist.frame)
"""

from microscout.scout.company import Company
from microscout.scout.deeper import Deeper
from microscout.scout.files import Imported
from microscout.scout.finding import Found
from microscout.scout.front import Scout
from microscout.scout.looking import Story
from microscout.scout.niches import Related, Sought
from microscout.scout.watching import Past

__all__ = ["Company", "Deeper", "Found", "Imported", "Past", "Related", "Scout", "Sought", "Story"]
