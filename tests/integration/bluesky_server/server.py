"""A real Bluesky PDS and AppView on loopback, for tests: npm packages, a PostgreSQL of its own, invented creators.

`missing()` says why it cannot run here, `running()` runs it. Everything listens on 127.0.0.1 on ports that were free,
lives in a temporary folder, and ends with the test, also when that fails or is interrupted. Of a test that was killed
outright only the folder remains. For POSIX systems; Redis, which dev-env's own network asks for, is not needed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).resolve().parent
NODE_NEEDED = 20

# Runs a command until this process closes its standard input or dies: then the command is interrupted. A child that
# Python merely started would outlive a killed Python, PostgreSQL for ever.
_GUARD = """
exec 3<&0
"$@" </dev/null 3<&- & child=$!
(read -r _ <&3; kill -INT $child) >/dev/null 2>&1 & reader=$!
wait $child; code=$?
kill $reader 2>/dev/null
exit $code
"""


class CannotRun(RuntimeError):
    """The server cannot run here; the message says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """What a test needs to know of the running server. All invented creators have the same `password`."""

    appview: str
    pds: str
    password: str
    handles: tuple[str, ...]


def missing() -> str | None:
    """Why the server cannot run here, or None. The first call installs the npm packages: a minute or two."""
    try:
        _postgres("initdb"), _postgres_user(), _modules()
    except CannotRun as reason:
        return str(reason)
    return None


@contextmanager
def running(
    creators_file: Path, work: Path, *, search: Literal["stand-in", "stock"] = "stand-in", deadline: float = 180
) -> Iterator[Server]:
    """The server with the creators of `creators_file` loaded and indexed; its logs are in `work`.

    `search`: "stand-in" is our own `search.mjs` behind the AppView, "stock" the AppView's own, which finds actors by
    handle only. `deadline`: seconds until everything must be ready.
    """
    modules = _modules()
    work.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + deadline
    with ExitStack() as stack:
        # Not in `work`: pytest's folders are closed to the user that PostgreSQL runs as when we are root.
        volatile = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="microscout-bluesky-")))
        environment = {
            **os.environ,
            "DATABASE_URL": stack.enter_context(_database(volatile, work, until)),
            "TMPDIR": str(volatile),
            "NODE_PATH": str(modules),
            "SEARCH": search,
        }
        log = work / "server.log"
        command = ["node", str(HERE / "server.mjs"), str(creators_file.resolve())]
        process = stack.enter_context(_guarded(command, log, environment=environment))
        answer = json.loads(_line(process, log, until))
        yield Server(answer["appview"], answer["pds"], answer["password"], tuple(answer["handles"]))


@contextmanager
def _database(folder: Path, work: Path, until: float) -> Iterator[str]:
    """A new PostgreSQL; yields its address. Nothing of it is worth keeping, so it never waits for the disk."""
    user = _postgres_user()
    data, secret, log = folder / "postgres", folder / "secret", work / "postgres.log"
    password = secrets.token_hex(16)  # other users of this machine can reach loopback too
    secret.write_text(password)
    if user:
        for path in (folder, secret):
            shutil.chown(path, user)
    initdb = [_postgres("initdb"), "-D", str(data), "-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8"]
    _run([*initdb, "--no-locale", "--no-sync", f"--pwfile={secret}"], cwd=folder, user=user)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off"}
    settings |= {"synchronous_commit": "off", "full_page_writes": "off"}
    options = [f"--{key}={value}" for key, value in settings.items()]
    with _guarded([_postgres("postgres"), "-D", str(data), *options], log, cwd=folder, user=user) as process:
        while not _listens(port):
            _check(process, log, until)
            time.sleep(0.05)
        yield f"postgres://postgres:{password}@127.0.0.1:{port}/postgres"


@contextmanager
def _guarded(
    command: list[str],
    log: Path,
    *,
    environment: dict[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `command` for as long as the block lasts. Ctrl-C does not reach it: we stop it, in the right order."""
    with log.open("wb") as errors:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            cwd=cwd,
            start_new_session=True,
            **_identity(user),
        )
    try:
        yield process
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        try:
            process.wait(timeout=20)
        except BaseException:  # a second Ctrl-C as well: leave nothing behind
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            process.stdout.close()


def _line(process: subprocess.Popen[bytes], log: Path, until: float) -> bytes:
    """The one line that the process prints when it is ready."""
    assert process.stdout is not None
    while not select.select([process.stdout], [], [], 0.2)[0]:
        _check(process, log, until)
    line = process.stdout.readline()
    if not line:
        raise CannotRun(f"the server ended: {_tail(log)}")
    return line


def _check(process: subprocess.Popen[bytes], log: Path, until: float) -> None:
    if process.poll() is not None or time.monotonic() > until:
        raise CannotRun(f"{log.stem} {'took too long' if process.returncode is None else 'ended'}: {_tail(log)}")


def _tail(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-1500:].strip() or "it said nothing"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _run(command: list[str], *, cwd: Path, user: str | None = None) -> str:
    """What `command` prints; CannotRun with its complaint when it fails."""
    try:
        done: subprocess.CompletedProcess[bytes] = subprocess.run(
            command, cwd=cwd, capture_output=True, timeout=900, check=False, **_identity(user)
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotRun(f"{command[0]} cannot run: {error}") from error
    if done.returncode:
        complaint = (done.stderr or done.stdout).decode("utf-8", "replace")[:800].strip()
        raise CannotRun(f"{' '.join(command[:2])} failed: {complaint}")
    return done.stdout.decode("utf-8", "replace").strip()


def _identity(user: str | None) -> dict[str, Any]:
    """What makes subprocess run a command as `user`, and as nobody else's group."""
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _postgres(program: str) -> str:
    """Where PostgreSQL's `program` is. Debian keeps the server's programs off the PATH, one folder per version."""
    if found := shutil.which(program):
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda p: float(p.parts[-3]))
    if not versions:
        raise CannotRun(f"no PostgreSQL: {program} is neither on the PATH nor under /usr/lib/postgresql")
    return str(versions[-1])


def _postgres_user() -> str | None:
    """The user for PostgreSQL, which refuses to run as root; None means the one we are."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise CannotRun("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")


def _modules() -> Path:
    """The folder with the npm packages, installed once per version of Node and of package.json."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            raise CannotRun(f"no {program} on the PATH")
    major = int(_run(["node", "--print", "process.versions.node.split('.')[0]"], cwd=HERE))
    if major < NODE_NEEDED:
        raise CannotRun(f"node is version {major}, {NODE_NEEDED} or newer is needed")
    wanted = (HERE / "package.json").read_bytes()
    caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    cache = Path(os.environ.get("MICROSCOUT_BSKY_CACHE") or f"{caches}/microscout/bluesky-server").expanduser()
    folder = cache.resolve() / f"node{major}-{hashlib.sha256(wanted).hexdigest()[:12]}"
    installed = folder / "installed"
    try:
        if not installed.exists():
            folder.mkdir(parents=True, exist_ok=True)
            with (folder / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)  # two test runs at once: the second waits for the first
                if not installed.exists():
                    _install(folder, wanted)
                    installed.touch()
    except OSError as error:
        raise CannotRun(f"the npm packages cannot be kept in {folder}: {error}") from error
    return folder / "node_modules"


def _install(folder: Path, wanted: bytes) -> None:
    (folder / "package.json").write_bytes(wanted)
    # No package may run scripts of its own but the one that must be compiled for this Node.
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    _run(["npm", "install", "--ignore-scripts", "--no-package-lock", *quiet], cwd=folder)
    _run(["npm", "rebuild", "better-sqlite3", *quiet], cwd=folder)
