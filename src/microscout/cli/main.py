"""The ``microscout`` command: the app, and the only place where an error becomes a sentence and an exit status.

Exit statuses: 0 done · 1 an error that nobody foresaw · 2 asked for something that cannot be · 3 no platform answered ·
4 the store · 5 an output file · 6 done, but a platform fell out on the way · 130 interrupted; of `rescore` also 10-13.

Only typer is imported here: whatever else a command needs is imported inside it, so that ``--help`` stays fast.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import re
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from microscout import __version__
from microscout.cli import (
    alerts,
    company,
    files,
    finding,
    keeping,
    people,
    rescoring,
    rights,
    saying,
    scheduling,
    shortlists,
    surroundings,
    watching,
)
from microscout.errors import MicroscoutError, OutputError, Stop

_INTERRUPTED = 130
_HELP = "`microscout --help` and `microscout COMMAND --help` show what there is."

app = typer.Typer(
    name="microscout",
    help="Find the micro creators whom your future customers already trust, and see the evidence.",
    epilog='Start with: microscout search --niche "vintage watches" --platform sample (fictional, needs no network)',
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command()(finding.search)
app.command()(finding.show)
app.command()(finding.niches)
app.command()(watching.history)
app.command()(company.overlap)
app.command()(watching.changes)
app.add_typer(shortlists.app, name="shortlist")
app.command()(rescoring.rescore)
app.add_typer(scheduling.app, name="schedule")
app.command()(saying.note)
app.command(context_settings={"ignore_unknown_options": True})(saying.tag)  # -asked is no option
app.command()(saying.undo)
app.command("import")(files.import_)
app.command()(files.export)
app.command()(alerts.alerts)
app.command()(keeping.backup)
app.command()(keeping.restore)
app.command()(surroundings.platforms)
app.command()(surroundings.config)
app.command()(people.same)
app.command()(people.apart)
app.command()(rights.forget)
app.command()(rights.purge)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"microscout {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (None: the process's own) and return the exit status."""
    try:
        status = app(args=None if argv is None else list(argv), standalone_mode=False, prog_name="microscout")
        return _interrupted() if status == _INTERRUPTED else int(status or 0)
    except typer.TyperException as error:
        _say_wrong_use(error.format_message(), sys.argv[1:] if argv is None else argv)
        return error.exit_code
    except typer.Abort as error:
        if isinstance(error.__cause__, KeyboardInterrupt):
            return _interrupted()
        _say("Left as it was.")
        return 1
    except MicroscoutError as error:
        _say(error.message, error.hint)
        return error.exit_status if isinstance(error, Stop) else 1
    except KeyboardInterrupt:
        return _interrupted()
    except (BrokenPipeError, SystemExit):  # typer makes the one into the other
        sys.stdout = None  # nobody reads on: do not fail again at exit
        return 0
    except Exception as error:
        return _lost() if _is_full(error) else _unforeseen(error)


def run() -> None:
    """The entry point."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our matrices are small: threads would wait for one another
    gc.set_threshold(50_000, 20, 50)  # to look for garbage every 700 objects takes 6 % of a search, and finds little
    sys.stdout, sys.stderr = (each or io.StringIO() for each in (sys.stdout, sys.stderr))  # closed by >&-
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a pipe on Windows cannot hold every name, else
            stream.reconfigure(errors="replace", encoding=None if stream.isatty() else "utf-8")
    _end(main())


def _end(status: int) -> NoReturn:
    """End the process at once: to free one by one what the system takes back as a whole lasts half a second."""
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except OSError as error:
        status = _lost() if _is_full(error) else status
    os._exit(status)


def _is_full(error: Exception) -> bool:
    """Whether stdout had no room: what is written to files is told by those who write them, with the file's name."""
    return isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None


def _lost() -> int:
    _say("What was to be printed could not be written: the disk is full.", "What had arrived is kept.")
    return OutputError.exit_status


def _say(message: str, hint: str = "") -> None:
    typer.echo(f"microscout: {message}", err=True)
    if hint:
        typer.echo(f"  {hint}", err=True)


def _say_wrong_use(message: str, argv: Sequence[str]) -> None:
    if message.startswith("Usage:"):  # the command without anything: its help is the answer
        typer.echo(message, err=True)
    elif "search" in argv[:1] and "extra argument" in message:
        _say("What you seek goes behind --niche.", 'microscout search --niche "vintage watches"')
    else:
        _say(re.sub(r" \(Possible options?: (.+)\)$", r". Did you mean \1?", message), _HELP)


def _interrupted() -> int:
    _say("Interrupted. What had arrived is kept; the same command goes on from there.")
    return _INTERRUPTED


def _unforeseen(error: Exception) -> int:
    from microscout.config import debugging

    if debugging():
        raise error
    _say(
        f"This should not have happened ({type(error).__name__}). It is a bug; nothing that was stored is lost.",
        "MICROSCOUT_DEBUG=1 shows where it came from.",
    )
    return 1
