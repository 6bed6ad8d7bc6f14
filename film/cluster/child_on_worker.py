"""Run the child process of an errand on a worker: its events are told to the client, its files listed with digests."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, Any

from attention_scenes.film.system.files import fingerprint
from attention_scenes.film.system.program import child, child_environment

PATIENCE = 15.0  # seconds that an interrupted child gets
PACE = 0.25  # seconds between two events about frames

Tell = Callable[[Mapping[str, Any]], None]


def run_child(task: Mapping[str, Any], out: Path, cache: Path, stop: threading.Event, tell: Tell) -> dict[str, Any]:
    """Run the child to its end, or until ``stop`` is set, and return how it ended.

    Parameters
    ----------
    task
        The child's message, whose ``options.out`` becomes ``out``.
    out, cache
        The folder for its files, and that of the bundles.
    stop
        When it is set, the child is interrupted.
    tell
        Called with each event of the child, of those about frames with some each second.
    """
    message = {**task, "options": {**task["options"], "out": str(out)}}
    environment = child_environment() | {"ATTENTION_CACHE": str(cache)}
    process = Popen(
        child("one-clip"), stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True, encoding="utf-8", errors="replace",
        env=environment, cwd=out, start_new_session=True,
    )  # fmt: skip
    assert process.stdin and process.stdout and process.stderr
    threading.Thread(target=_interrupt, args=(process, stop), daemon=True).start()
    lines = threading.Thread(target=_tell_lines, args=(process, process.stderr, tell), daemon=True)
    lines.start()
    end = None
    try:
        with suppress(BrokenPipeError):  # its exit code tells more
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.close()
        end = _follow(process.stdout, tell)
    except json.JSONDecodeError:
        process.kill()
    except BaseException:
        process.kill()  # nobody reads what it writes: it would wait for ever
        raise
    finally:
        code = process.wait()
    lines.join()
    if stop.is_set():
        return {"state": "stopped"}
    if end is None:
        return {"state": "ended", "code": code}
    if end["event"] == "failed":
        return {"state": "failed", "failure": end["failure"]}
    return {"state": "made", "result": end["result"], "folder": str(out), "files": _listed(out)}


def _follow(events: IO[str], tell: Tell) -> dict[str, Any] | None:
    """Tell the events of a child and return the last one; None where it ended without."""
    last, beat = 0.0, ""
    for line in events:
        event = json.loads(line)
        if event["event"] in ("result", "failed"):
            return event
        if event["event"] == "frame":
            now = time.monotonic()
            if event["beat"] == beat and now - last < PACE:
                continue
            last, beat = now, event["beat"]
        tell(event)
    return None


def _tell_lines(process: Popen[str], lines: IO[str], tell: Tell) -> None:
    try:
        for line in lines:
            tell({"event": "line", "line": line.rstrip()})
    except Exception:
        process.kill()


def _interrupt(process: Popen[str], stop: threading.Event) -> None:
    """When ``stop`` is set, interrupt a child that still runs, and kill it where it does not end."""
    stop.wait()
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def _listed(folder: Path) -> list[dict[str, Any]]:
    """Return the files below a folder with their sizes and digests, in the order in which they may take their places.

    Sidecars come last: one that stands there says that its clip is whole.
    """
    files = sorted(
        (path for path in folder.rglob("*") if path.is_file()), key=lambda path: (path.suffix == ".json", path)
    )
    return [{"name": path.relative_to(folder).as_posix(), **fingerprint(path)} for path in files]
