"""Headless Firefox of this machine over WebDriver BiDi, which it speaks itself: just what a page's test asks.

Playwright's own way to it sends commands that Debian's Firefox does not know yet.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

NAMES = ("firefox-esr", "firefox")
PATIENCE = 300  # seconds, for a busy machine


class Firefox:
    """One tab of Firefox."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._numbers = socket, count()
        self._ask("session.new", capabilities={})
        self._tab = self._ask("browsingContext.getTree")["contexts"][0]["context"]

    def _ask(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while (told := json.loads(self._socket.recv(timeout=PATIENCE))).get("id") != number:
            """Let events pass."""
        assert told["type"] == "success", told
        return told["result"]

    def open(self, url: str, width: int, height: int) -> None:
        """Open a page in a window of so many pixels."""
        self._ask("browsingContext.setViewport", context=self._tab, viewport={"width": width, "height": height})
        self._ask("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression, or of what it promises."""
        target = {"context": self._tab}
        asked = f"(async () => JSON.stringify(await ({expression})) ?? 'null')()"
        told = self._ask("script.evaluate", expression=asked, target=target, awaitPromise=True)
        assert told["type"] == "success", told
        return json.loads(told["result"]["value"])

    def point(self, x: float, y: float) -> None:
        """Move the pointer to a place in the window."""
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        pointer = {"type": "pointer", "id": "mouse", "actions": [move]}
        self._ask("input.performActions", context=self._tab, actions=[pointer])


@contextmanager
def launched() -> Iterator[Firefox]:
    """Yield Firefox; the test is skipped where there is none."""
    client = pytest.importorskip("websockets.sync.client", reason="no websockets here: ./setup.sh pytest installs it")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Firefox here: ./setup.sh pytest installs it")
    with tempfile.TemporaryDirectory(prefix="firefox-") as profile, Path(profile, "told").open("w+") as told:
        command = [path, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank"]
        # A group of its own, for Firefox starts processes that are to end with it; its home is the profile, too.
        process = subprocess.Popen(
            command, stdout=told, stderr=told, start_new_session=True, env=os.environ | {"HOME": profile}
        )
        try:
            with client.connect(f"{_address(process, Path(told.name))}/session", max_size=None) as socket:
                yield Firefox(socket)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _address(process: subprocess.Popen[bytes], told: Path) -> str:
    """Return where Firefox listens, as soon as it says so."""
    for _ in range(PATIENCE * 10):
        if found := re.search(r"listening on (ws://\S+)", told.read_text()):
            return found[1]
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"Firefox did not start: {told.read_text()[-500:]}")
