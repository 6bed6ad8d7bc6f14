"""A worker's child that goes wrong: nobody waits for it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from attention_scenes.film.cluster import child_on_worker
from attention_scenes.film.cluster.child_on_worker import run_child

LONG = 60  # seconds that a child goes on


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str, tell: Any) -> dict[str, Any]:
    monkeypatch.setattr(child_on_worker, "child", lambda task: ["sh", "-c", f"{script}; exec sleep {LONG}"])
    return run_child({"options": {}}, folder, folder, threading.Event(), tell)


@pytest.mark.parametrize("script", ["echo no event", "echo to nobody >&2"])
def test_a_child_that_is_not_followed_any_more_is_killed(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tell(event: Mapping[str, Any]) -> None:
        raise OSError("the connection is closed")

    began = time.monotonic()
    end = run(tmp_path, monkeypatch, script, tell)
    assert end == {"state": "ended", "code": -signal.SIGKILL} and time.monotonic() - began < LONG / 2


def test_an_event_that_cannot_be_told_ends_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(event: Mapping[str, Any]) -> None:
        raise OSError("the connection is closed")

    began = time.monotonic()
    with pytest.raises(OSError, match="closed"):
        run(tmp_path, monkeypatch, """echo '{"event": "stage"}'""", tell)
    assert time.monotonic() - began < LONG / 2
