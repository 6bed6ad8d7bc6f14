"""Files on their way to a worker and back, with a worker that is a dictionary."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest

from attention_scenes.film.cluster import transfer
from attention_scenes.film.cluster.errands import Errand, SentFile
from attention_scenes.film.cluster.transfer import WorkerFault, fetch, send
from attention_scenes.model.errors import UserError


class FakeWorker:
    """What film.cluster.worker_side does, in memory; ``damage`` is done to each block."""

    def __init__(self, files: dict[str, bytes], damage: bytes = b"") -> None:
        self.files, self.damage, self.calls = dict(files), damage, list[str]()

    async def __call__(self, function: str, *arguments: Any) -> Any:
        self.calls.append(function)
        return getattr(self, function)(*arguments)

    def lacking(self, names: list[str]) -> list[str]:
        return [name for name in names if name not in self.files]

    def take_block(self, token: str, name: str, block: bytes, sha256: str) -> str:
        self.files[name] = self.files.get(name, b"") + block
        return "No space left: x" if self.damage else ""

    def read_block(self, token: str, name: str, offset: int, size: int) -> bytes | None:
        if name not in self.files:
            return None
        return self.damage or self.files[name][offset : offset + size]

    def listed(self) -> list[dict[str, Any]]:
        """What the worker says of its files."""
        return [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(self.files.items(), key=lambda item: (item[0].endswith(".json"), item[0]))
        ]


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "BLOCK", 4)


def errand(out: Path) -> Errand:
    return Errand("a", {}, (), out, "a")


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sent(folder: Path, **files: bytes) -> list[SentFile]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [SentFile(name, folder / name, hashlib.sha256(data).hexdigest()) for name, data in files.items()]


def test_a_worker_is_sent_what_it_lacks_and_nothing_twice(tmp_path: Path) -> None:
    files = sent(tmp_path, one=b"0123456789", two=b"0123", none=b"")
    worker = FakeWorker({"two": b"0123"})
    asyncio.run(send(worker, "t", files))
    assert worker.files == {"one": b"0123456789", "two": b"0123", "none": b""}
    assert worker.calls == ["lacking", "take_block", "take_block", "take_block", "take_block"]
    asyncio.run(send(worker, "t", files))
    assert worker.calls[5:] == ["lacking"]


def test_a_worker_that_cannot_keep_what_it_is_sent(tmp_path: Path) -> None:
    with pytest.raises(WorkerFault, match="No space left"):
        asyncio.run(send(FakeWorker({}, damage=b"!"), "t", sent(tmp_path, one=b"0")))


def test_two_errands_of_one_clip_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Chunks of a clip are fetched at the same time, by one process: a second one begins in the midst of a first."""

    async def both() -> None:
        first, second = (FakeWorker({name: b"0123456789"}) for name in ("a.mp4", "a.srt"))
        turned = False

        async def in_turn(function: str, *arguments: Any) -> Any:
            nonlocal turned
            if arguments[2:3] == (4,) and not turned:  # the second block
                turned = True
                await fetch(second, "t2", errand(tmp_path), second.listed())
            return await first(function, *arguments)

        await fetch(in_turn, "t1", errand(tmp_path), first.listed())

    asyncio.run(both())
    assert tree(tmp_path) == {"a.mp4": b"0123456789", "a.srt": b"0123456789"}


def test_files_come_whole_and_the_sidecar_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    made = {"a.mp4": b"0123456789", "a.json": b"{}", "a/0001.png": b"1", "a/0002.png": b"2", "a.srt": b""}
    worker = FakeWorker(made)
    steps: list[str] = []
    monkeypatch.setattr(transfer, "remove", lambda path: steps.append(f"-{path.name}"))
    monkeypatch.setattr(transfer, "replace", lambda source, path: (steps.append(path.name), source.rename(path)))
    asyncio.run(fetch(worker, "t", errand(out), worker.listed()))
    assert steps[0] == "-a.json" and steps[-2] == "a.json", "an old sidecar goes first, the new one comes last"
    assert tree(out) == made


@pytest.mark.parametrize(
    ("damage", "why"), [(b"wrong", "another digest"), (b"", "did not come whole")], ids=["other", "gone"]
)
def test_what_does_not_come_as_it_was_made_is_not_taken(tmp_path: Path, damage: bytes, why: str) -> None:
    worker = FakeWorker({"a.mp4": b"01234567"}, damage)
    listed = worker.listed()
    if not damage:
        worker.files.clear()
    (tmp_path / "a.mp4").write_bytes(b"before")
    with pytest.raises(WorkerFault, match=why):
        asyncio.run(fetch(worker, "t", errand(tmp_path), listed))
    assert tree(tmp_path) == {"a.mp4": b"before"} and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "name", ["../a.mp4", "/tmp/a.mp4", "a/../../b", "b.mp4", ".bashrc", "", "a-loop.mp4", "a", "a/b/c", "a.x/1"]
)
def test_a_worker_writes_nothing_but_what_it_was_asked_for(tmp_path: Path, name: str) -> None:
    worker = FakeWorker({name: b"0"})
    with pytest.raises(WorkerFault, match="not asked for"):
        asyncio.run(fetch(worker, "t", errand(tmp_path / "out"), worker.listed()))
    assert tree(tmp_path) == {} and worker.calls == []


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "thesis.doc").write_bytes(b"mine")
    worker = FakeWorker({"a/0001.png": b"1"})
    with pytest.raises(UserError, match="thesis.doc"):
        asyncio.run(fetch(worker, "t", errand(tmp_path), worker.listed()))
    assert tree(tmp_path) == {"a/thesis.doc": b"mine"}


def test_a_disk_that_is_full_here_is_no_fault_of_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(transfer, "replace", full)
    worker = FakeWorker({"a.mp4": b"0"})
    with pytest.raises(UserError, match="disk is full"):
        asyncio.run(fetch(worker, "t", errand(tmp_path), worker.listed()))
    assert tree(tmp_path) == {} and list(tmp_path.iterdir()) == []
