"""Locks on files, also on those of another user or of a disk that is read only."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from attention_scenes.model.file_locks import exclusive_lock, shared_lock


@pytest.mark.parametrize("reason", [errno.EACCES, errno.EROFS])
def test_a_file_that_may_not_be_written_is_locked_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    path, opened = tmp_path / ".lock", Path.open

    def readable(self: Path, mode: str = "r", *more: Any) -> Any:
        if mode != "r":
            raise OSError(reason, "not to be written", str(self))
        return opened(self, mode, *more)

    with exclusive_lock(path):
        pass
    monkeypatch.setattr(Path, "open", readable)
    with exclusive_lock(path), pytest.raises(BlockingIOError), exclusive_lock(path):
        pytest.fail("two hold it")
    with shared_lock(path), shared_lock(path), pytest.raises(BlockingIOError), exclusive_lock(path):
        pytest.fail("it is shared")
    path.unlink()
    with pytest.raises(OSError, match="not to be written") as refused, exclusive_lock(path):
        pytest.fail("it is not there, and cannot be made")
    assert refused.value.errno == reason
