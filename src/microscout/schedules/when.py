"""When an entry runs: every day, or every week on one day, at a time of the machine's clock."""

from __future__ import annotations

import re
from dataclasses import dataclass

from microscout.errors import UsageError

_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_NIGHT = range(4)  # hours in which some land's clocks are put forward or back


@dataclass(frozen=True)
class When:
    """A time of day, and the day of the week (0: Sunday) if it is weekly."""

    hour: int
    minute: int
    weekday: int | None = None

    @property
    def cron(self) -> str:
        """The five fields of a crontab: minute, hour, day of month, month, day of week."""
        return f"{self.minute} {self.hour} * * {'*' if self.weekday is None else self.weekday}"

    @property
    def calendar(self) -> str:
        """``OnCalendar`` of systemd (systemd.time(7))."""
        day = "" if self.weekday is None else f"{_DAYS[self.weekday][:3].title()} "
        return f"{day}*-*-* {self.clock}:00"

    @property
    def clock(self) -> str:
        """``06:30``."""
        return f"{self.hour:02}:{self.minute:02}"

    @property
    def weekday_name(self) -> str:
        """``monday``; nothing if it is daily."""
        return "" if self.weekday is None else _DAYS[self.weekday]

    @property
    def text(self) -> str:
        """For people."""
        return f"weekly, {self.weekday_name} {self.clock}" if self.weekday_name else f"daily {self.clock}"

    @property
    def stale_after(self) -> str:
        """From which age on this run asks anew: less than the time between two runs, since a run takes time itself.

        With a whole day, what was read at 06:35 yesterday would still be fresh at 06:30 today, and be left out every
        other day; and a day on which the clock is put forward has 23 hours.
        """
        return "20h" if self.weekday is None else "6d"

    @property
    def by_night(self) -> bool:
        """Whether it lies in the hours that may be missing or come twice when the clocks change."""
        return self.hour in _NIGHT


def daily(time: str) -> When:
    """Every day at `time` (``06:30``)."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", time.strip())
    if not found:
        raise UsageError(f"{time!r} is no time of day.", hint="Write 06:30 or 18:00; it is this machine's local time.")
    return When(int(found[1]), int(found[2]))


def weekly(day: str, time: str) -> When:
    """Every week on `day` (``monday`` or ``mon``) at `time`."""
    wanted = day.strip().lower()
    found = [number for number, name in enumerate(_DAYS) if len(wanted) >= 2 and name.startswith(wanted)]
    if len(found) != 1:
        raise UsageError(f"{day!r} is no day of the week.", hint="Write --weekly monday 06:30.")
    at = daily(time)
    return When(at.hour, at.minute, found[0])


def read_calendar(calendar: str) -> str:
    """``OnCalendar`` for people; what we would not write is told as it is."""
    found = re.fullmatch(r"(?:(\w{3}) )?\*-\*-\* (\d\d):(\d\d):00", calendar)
    days = [name[:3].title() for name in _DAYS]
    if not found or (found[1] and found[1] not in days):
        return calendar
    return When(int(found[2]), int(found[3]), days.index(found[1]) if found[1] else None).text


def read_cron(cron: str) -> str:
    """Five fields of a crontab for people; those that we would not write are told as they are."""
    minute, hour, *dates, weekday = cron.split()
    if dates == ["*", "*"] and minute.isdigit() and hour.isdigit() and (weekday == "*" or weekday.isdigit()):
        return When(int(hour), int(minute), None if weekday == "*" else int(weekday) % 7).text
    return cron
