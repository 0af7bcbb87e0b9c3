"""Messages to the outside: at most once, over what is encrypted, and no secret in an error."""

from __future__ import annotations

import asyncio
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import httpx
import pytest
from pydantic import SecretStr

from microscout.client import Clock, MailServer, deliver, webhook_host
from microscout.errors import MicroscoutError, NoConnection, Refused, Unreachable

ADDRESS = "https://hooks.slack.example/services/T0/B0/very-secret"


class Host:
    """A host that gives the answers it was made with, one after the other; exceptions are raised."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers = list(answers)
        self.got: list[bytes] = []
        self.slept: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        self.got.append(request.content)
        return httpx.Response(answer, headers={"retry-after": "7"} if answer == 429 else {}, text="ok")

    def sent(self, address: str = ADDRESS) -> None:
        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)

        clock = Clock(sleep=sleep, luck=lambda: 0.0)
        asyncio.run(deliver(address, {"text": "hello"}, seam=httpx.MockTransport(self), clock=clock))


def test_a_message_is_sent_once() -> None:
    host = Host(200)
    host.sent()
    assert host.got == [b'{"text":"hello"}']


def test_where_it_surely_did_not_arrive_it_is_sent_again() -> None:
    host = Host(httpx.ConnectError("x"), 429, 503, 204)
    host.sent()
    assert len(host.got) == 3
    assert host.slept[1] == 7, "as long as the host says"


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ((404,), Refused),
        ((500,), Refused),
        ((httpx.ReadTimeout("x"),), Unreachable),
        ((httpx.ConnectError("x"),) * 4, NoConnection),
        ((429,) * 4, Refused),
        ((503,) * 4, Refused),
        ((504,), Unreachable),
    ],
)
def test_what_fails_says_why_and_never_the_address(
    answers: tuple[int | Exception, ...], error: type[Exception]
) -> None:
    host = Host(*answers)
    with pytest.raises(error) as caught:
        host.sent()
    assert isinstance(caught.value, MicroscoutError)
    assert "secret" not in f"{caught.value.message}{caught.value.hint}"
    assert not host.answers, "nothing more was tried than was worth it"
    assert len(host.slept) == len(answers) - 1, "nor waited for"


def test_what_stands_before_the_host_is_a_secret_too() -> None:
    with pytest.raises(NoConnection, match=r"no connection to chat\.example") as caught:
        Host(*[httpx.ConnectError("x")] * 4).sent("https://me:secret@chat.example/x")
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("address", "host"),
    [
        (ADDRESS, "hooks.slack.example"),
        ("https://me:secret@chat.example:8443/x", "chat.example"),
        ("http://127.0.0.1:8080/x", "127.0.0.1"),
        ("http://localhost/x", "localhost"),
        ("http://localhost.evil.example/x", None),
        ("http://127.0.0.1@evil.example/x", None),
        ("http://chat.example/x", None),
        ("https://[chat/x", None),
        ("https://chat.example:99999/x", None),
        ("https://chat.example/x y", None),
        ("https:///x", None),
        ("https://chat..example/x", None),
        ("", None),
    ],
)
def test_nothing_goes_out_unencrypted_or_to_what_is_no_address(address: str, host: str | None) -> None:
    assert webhook_host(address) == host


class _Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand in one mail."""

    server: _Server

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                while (text := self.rfile.readline()) != b".\r\n":
                    self.server.mails[-1] += text.decode()
                self.say("250 taken")
            elif verb == "EHLO":
                self.say("250-here\r\n250 AUTH PLAIN")
            elif verb == "MAIL":
                self.server.mails.append("")
                self.say("250 ok")
            elif verb == "RCPT" and self.server.refuses:
                self.say("550 no such person secret@example.org")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.mails: list[str] = []
        self.refuses = False


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def mail() -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "news", "me@example.org", "you@example.org"
    made.set_content("one line")
    return made


def test_a_mail_is_handed_in(server: _Server) -> None:
    MailServer("127.0.0.1", server.server_address[1]).hand_in(mail())
    assert len(server.mails) == 1
    assert "Subject: news" in server.mails[0]
    assert "\nDate: " in server.mails[0]
    assert "@example.org>" in server.mails[0].partition("Message-ID: <")[2].splitlines()[0]


def test_a_server_that_says_no_is_told_by_its_code(server: _Server) -> None:
    server.refuses = True
    with pytest.raises(Refused, match="550") as caught:
        MailServer("127.0.0.1", server.server_address[1]).hand_in(mail())
    assert "secret" not in caught.value.message


def test_a_password_that_mail_cannot_carry_is_told(server: _Server) -> None:
    with pytest.raises(NoConnection, match="ASCII"):
        MailServer("127.0.0.1", server.server_address[1], "me", SecretStr("schlüssel")).hand_in(mail())
    assert server.mails == []


def test_without_encryption_nothing_goes_to_another_machine(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("microscout.client.mail._LOCAL", ())
    with pytest.raises(NoConnection, match="offers no encryption"):
        MailServer("127.0.0.1", server.server_address[1], "me", SecretStr("secret")).hand_in(mail())
    assert server.mails == []


def test_a_host_whose_name_is_none_is_told_at_once() -> None:
    with pytest.raises(NoConnection, match="no connection"):
        MailServer("mail..example.org", 9).hand_in(mail(), sleep=lambda _: pytest.fail("for what?"))


def test_where_no_server_is_it_is_tried_again_and_nothing_was_sent() -> None:
    waited: list[float] = []
    with pytest.raises(NoConnection, match="no connection"):
        MailServer("127.0.0.1", 9).hand_in(mail(), sleep=waited.append)
    assert len(waited) == 2


def test_a_server_that_comes_back_gets_it_once(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    port = server.server_address[1]
    there = MailServer("127.0.0.1", port)._connected
    tries = iter([ConnectionRefusedError, None])

    def connected(_: MailServer) -> smtplib.SMTP:
        if broken := next(tries):
            raise broken
        return there()

    monkeypatch.setattr(MailServer, "_connected", connected)
    MailServer("127.0.0.1", port).hand_in(mail(), sleep=lambda _: None)
    assert len(server.mails) == 1
