"""When microscout looks again by itself: an entry, and how each scheduler writes it down. Pure: texts in, texts out.

============ ======================================================================================================
``cron``     one line of the founder's crontab, told from all others by its comment (``crontab.py``)
``systemd``  a timer and a service of the founder's own systemd (``systemd.py``)
``launchd``  a property list for macOS, printed (``launchd.py``)
``windows``  a command for PowerShell that makes a task of the Task Scheduler, printed (``windows.py``)
============ ======================================================================================================

All times are the machine's local time.
"""

from microscout.schedules.entry import ALL, Entry, token
from microscout.schedules.when import When, daily, weekly

__all__ = ["ALL", "Entry", "When", "daily", "token", "weekly"]
