"""The front door."""

from __future__ import annotations

from microscout.scout import (
    alerting,
    checking,
    company,
    files,
    finding,
    keeping,
    lists,
    looking,
    niches,
    rescoring,
    rights,
    saying,
    scheduling,
    watching,
)
from microscout.scout.desk import Desk


class Scout(Desk):
    """Everything microscout does, for one set of settings. Use as ``with Scout(settings) as scout``.

    Each method is a function of this room over one :class:`Desk`, or static where it must do without an open store;
    here is the table of contents. `erased`: observations by platform that were erased on entering, because the
    platform's terms let nobody keep them any longer.
    """

    sought = niches.sought
    proposed = niches.proposed
    related = niches.related_niches

    bills = finding.bills
    search = finding.search
    check_search = finding.check
    check = checking.check

    show = looking.show
    also = looking.also
    overlap = company.overlap
    decide = looking.decide
    last_niche = looking.last_niche

    bring_in = files.bring_in
    last_shortlist = files.last_shortlist
    dumped = files.dumped
    export = files.export
    check_exports = files.check_exports

    watch = watching.watch
    changes = watching.changes
    fallbacks = watching.fallbacks
    past = watching.past
    thin = watching.thin

    save = lists.save
    shortlists = lists.lists
    listed = lists.listed
    searches = lists.searches
    ranked = lists.ranked
    hidden = lists.hidden
    add = lists.add
    remove = lists.remove
    rename = lists.rename
    delete = lists.delete
    diff = lists.diff

    rescore = rescoring.rescore

    schedule = scheduling.schedule
    scheduled = scheduling.scheduled
    unschedule = scheduling.unschedule
    run_scheduled = scheduling.run_scheduled
    try_scheduled = scheduling.try_scheduled

    note = saying.note
    tag = saying.tag
    undo = saying.undo
    redo = saying.redo
    acts = saying.acts

    forget = rights.forget
    purge = rights.purge

    backup = keeping.backup
    check_backup = staticmethod(keeping.check_backup)
    restore = staticmethod(keeping.restore)
    export_everything = keeping.export_everything
    import_everything = keeping.import_everything

    waiting = alerting.waiting
    alert = alerting.alert
    channels = alerting.channels
    try_alerts = alerting.try_alerts
