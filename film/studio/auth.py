"""Access control: only this machine's browser, with the key, from the studio's own page."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from attention_scenes.film.studio.state.settings import LARGEST_BODY
from attention_scenes.film.system.program import named

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

# Nothing is loaded from elsewhere and no other page frames this one; Vue compiles its templates in the page.
POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' {sockets}; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'self'"
)


KEYLESS = "Open the address that `render.py studio` printed: it holds the key."


class Guard:
    """An ASGI application around another one.

    A request must name 127.0.0.1 or localhost with our port as its host (no other name leads here), come from our own
    page where it says where it comes from, and bring the key: in the address the first time, then in a cookie that
    scripts cannot read and other sites cannot send.

    Parameters
    ----------
    app
        What is guarded.
    key, port
        The key, and the port that the browser knows us by.
    """

    def __init__(self, app: App, key: str, port: int) -> None:
        self.app, self._key, self._cookie = app, key, f"studio-{port}"
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        sockets = " ".join(f"ws://{host}" for host in sorted(self._hosts))
        self._headers = [
            (b"content-security-policy", POLICY.format(sockets=sockets).encode()),
            (b"referrer-policy", b"no-referrer"),
            (b"x-content-type-options", b"nosniff"),
            (b"cross-origin-resource-policy", b"same-origin"),
        ]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if not self._is_ours(headers):
            return await _refuse(scope, send, 403, "This is not the studio's own page.")
        given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[0]
        if scope["type"] == "http" and given and self._fits(given):
            cookie = f"{self._cookie}={self._key}; HttpOnly; SameSite=Strict; Path=/"
            return await _answer(send, 303, [(b"location", b"/"), (b"set-cookie", cookie.encode())])
        if not self._fits(_cookies(headers).get(self._cookie, "")):
            return await _refuse(scope, send, 403, named(KEYLESS))
        if len(length := headers.get("content-length", "0")) > 12 or int(length) > LARGEST_BODY:
            return await _refuse(scope, send, 413, "That is too much.")
        await self.app(scope, _limited(receive), self._with_headers(send))

    def _is_ours(self, headers: dict[str, str]) -> bool:
        host, origin = headers.get("host", ""), headers.get("origin")
        foreign = headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
        return host in self._hosts and origin in (None, f"http://{host}") and not foreign

    def _fits(self, key: str) -> bool:
        return secrets.compare_digest(key.encode(), self._key.encode())

    def _with_headers(self, send: Send) -> Send:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers]
            await send(message)

        return with_headers


def _cookies(headers: dict[str, str]) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _limited(receive: Receive) -> Receive:
    """Disconnect a client that sends more than it announced."""
    total = 0

    async def limited() -> Message:
        nonlocal total
        message = await receive()
        if message["type"] == "http.request":
            total += len(message.get("body", b""))
            if total > LARGEST_BODY:
                return {"type": "http.disconnect"}
        return message

    return limited


async def _refuse(scope: Message, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": why})
    else:
        await _answer(send, status, [(b"content-type", b"text/plain; charset=utf-8")], why.encode())


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
