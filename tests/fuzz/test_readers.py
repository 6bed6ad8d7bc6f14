"""Whatever bytes a file has, its reader returns a value or refuses it in plain words, soon and in little memory.

``make fuzz`` tries thousands of files of each kind, other ones each time; ``FUZZ`` says how many.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from attention_scenes.film.catalog.scenes import scenes_in
from attention_scenes.film.cli.main import load
from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.film.inputs.parameters import check, gather
from attention_scenes.film.inputs.translations import file_of, read_captions
from attention_scenes.film.jobs.picture_options import clip_options
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.products.batch.check_rows import check_rows
from attention_scenes.film.products.batch.read_table import read_table
from attention_scenes.film.verify.claims import ClipClaims, read_claims
from attention_scenes.model.answers.bundle import FORMAT, Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.cache_files import content_digest, write_kept
from attention_scenes.model.checkpoint.json_files import read_object
from attention_scenes.model.checkpoint.safetensors_header import tensors_in
from attention_scenes.model.errors import UserError
from attention_scenes.model.file_types import write_safetensors
from attention_scenes.model.pictures.read_picture import FORMATS, read_picture
from attention_scenes.model.verify.check import check as check_sidecar
from tests.conftest import ROOT
from tests.fuzz.limits import TooLong, limited
from tests.fuzz.odd_bytes import edited, odd_bytes, odd_json
from tests.helpers.counted_scene import Counted
from tests.helpers.models.small_bundles import tiny_llama

ASKED = int(os.environ.get("FUZZ", "0"))
AMOUNT = settings(
    max_examples=ASKED or 20, derandomize=not ASKED, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
MORE = 50_000_000  # bytes, where the limit itself is tried
LINES = 12  # of a message at most: a file of parameters or captions may have several faults, each with its line
LONGEST = 4_000  # characters of a message
CATALOG = scenes_in(ROOT / "scenes")
CHOSEN = ("mole", "tower", "recap")
PARAMETERS = b"""# slides.toml
captions = false
pace = 1.5

[mole]
layers = 12

[tower]
words = ["small", "large"]
"""
TABLE = b'scene,name,text\nmole,one,\nattention-pattern,two,"a fluffy, blue creature"\n'


def parameters(file: Path) -> None:
    schemas = {name: load(CATALOG[name]).Params for name in CHOSEN}
    values = gather(schemas, CATALOG, file, ())
    for name, schema in schemas.items():
        check(name, schema, values[name])


def captions(file: Path) -> None:
    read_captions(file, [CATALOG["mole"]], CATALOG)


def picture(file: Path) -> None:
    assert read_picture(file).pixels.ndim == 3


def refused_plainly(
    reader: Callable[[Path], object], file: Path, data: bytes, *others: type[Exception], lines: int = LINES
) -> None:
    """Fail unless a reader of this file returns, or raises a UserError in plain words, or one of the ``others``.

    A message has ``lines`` at most.
    """
    file.write_bytes(data)
    try:
        with limited():
            reader(file)
    except UserError as error:
        text = str(error)
        assert text and text.count("\n") < lines and len(text) < LONGEST, text[:LONGEST]
        assert text.isascii() or text.encode(), "it can be printed"
        assert not any(ord(character) < 32 and character != "\n" for character in text), "it changes no terminal"
    except TooLong as error:
        raise AssertionError("it takes too long") from error  # hypothesis looks for a smaller file then
    except others:
        pass


def rows(file: Path) -> None:
    catalog, flags = {name: CATALOG[name] for name in (*CHOSEN, "attention-pattern")}, RenderFlags()
    check_rows(read_table(file), catalog, load, flags, clip_options(flags))


def computed_again(file: Path) -> None:
    claims = read_claims(file)
    if isinstance(claims, ClipClaims):
        check_sidecar(claims.raw)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("odd")


@pytest.fixture(scope="module")
def sidecar(folder: Path) -> dict[str, Any]:
    params = Counted.Params()
    options = ClipOptions(folder / "clips", "counted", 96, 64, 4, device="cpu")
    answers = ensure(Counted.needs(params, str(tiny_llama(folder / "model"))))
    return json.loads(render_clip(Counted, params, answers, options).sidecar.read_text())


@pytest.fixture(scope="module")
def weights(folder: Path) -> list[bytes]:
    """A file of weights, and how one of GGUF and a zip archive begin."""
    arrays = {"model.norm.weight": np.ones(3, np.float32), "model.embed_tokens.weight": np.ones((2, 3), np.float16)}
    write_safetensors(folder / "weights.safetensors", arrays, {"format": "pt"})
    gguf = b"GGUF" + (3).to_bytes(4, "little") + (2).to_bytes(8, "little") * 2 + (4).to_bytes(8, "little") + b"name"
    return [(folder / "weights.safetensors").read_bytes(), gguf, b"PK\x03\x04" + bytes(60)]


def pictures() -> tuple[bytes, ...]:
    """Return a small picture in each format that is read."""
    image, found = Image.new("RGB", (9, 8), (200, 30, 40)), []
    for kind in FORMATS:
        image.save(file := io.BytesIO(), kind)
        found.append(file.getvalue())
    return tuple(found)


READERS: dict[str, tuple[Callable[[Path], object], tuple[bytes, ...]]] = {
    "odd.toml": (parameters, (PARAMETERS, b"")),
    "odd-captions.toml": (captions, (b'language = "fr"\n[mole]\n"nothing" = "rien"\n', b"\xef\xbb\xbf[film]\n")),
    "odd.csv": (rows, (TABLE, TABLE.replace(b",", b";"), TABLE.decode().encode("utf-16"))),
    "odd.picture": (picture, pictures()),
    "config.json": (read_object, (b'{"hidden_size": 32, "layers": [1, 2]}', b"version https://git-lfs")),
}


@pytest.mark.parametrize("name", READERS)
@AMOUNT
@given(data=st.data())
def test_a_file_that_a_person_gives(folder: Path, name: str, data: st.DataObject) -> None:
    reader, valid = READERS[name]
    lines = 1 if reader is picture else LINES
    refused_plainly(reader, folder / name, data.draw(odd_bytes(valid)), lines=lines)


@AMOUNT
@given(data=st.data())
def test_captions_of_every_text(folder: Path, data: st.DataObject) -> None:
    refused_plainly(captions, folder / "fr.toml", data.draw(edited((file_of("fr").read_bytes(),))))


@AMOUNT
@given(data=st.data())
def test_a_file_of_weights(folder: Path, weights: list[bytes], data: st.DataObject) -> None:
    refused_plainly(tensors_in, folder / "model.safetensors", data.draw(odd_bytes(weights) | headers()))


@AMOUNT
@given(data=st.data())
def test_a_sidecar(folder: Path, sidecar: dict[str, Any], data: st.DataObject) -> None:
    film = {"film": sidecar["clip"], "clips": [{"scene": "a", "file": "a.mp4", "frames": 2, "sha256": "0"}]}
    odd = odd_bytes((json.dumps(sidecar).encode(), json.dumps(film).encode())) | odd_json((sidecar, film))
    refused_plainly(read_claims, folder / "odd.json", data.draw(odd))


@AMOUNT
@given(data=st.data())
def test_a_sidecar_that_is_computed_again(folder: Path, sidecar: dict[str, Any], data: st.DataObject) -> None:
    refused_plainly(computed_again, folder / "odd.json", data.draw(odd_json((sidecar,))))


@AMOUNT
@given(data=st.data())
def test_kept_answers(folder: Path, data: st.DataObject) -> None:
    meta = {"format": FORMAT, "traces": {}, "needs": {"probes": []}}
    write_kept(folder / "kept", {"pattern": np.ones((2, 3), np.float32)}, meta)
    odd = data.draw(odd_bytes(((folder / "kept").read_bytes(),)))
    refused_plainly(Bundle.open, folder / "odd.safetensors", odd, ValueError)


@AMOUNT
@given(facts=odd_json(({"format": 1, "traces": {}},)))
def test_kept_answers_with_other_facts(folder: Path, facts: bytes) -> None:
    """Their digest holds, as where another program wrote them."""
    arrays, text = {"pattern": np.ones(2, np.float32)}, facts.decode()
    write_safetensors(folder / "other", arrays, {"kept": content_digest(arrays.items(), text) + text})
    refused_plainly(Bundle.open, folder / "other", (folder / "other").read_bytes(), ValueError)


@st.composite
def headers(draw: st.DrawFn) -> bytes:
    """Draw a file of weights with an odd header of the right length."""
    entry = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}
    header = draw(odd_json(({"a": entry, "b": entry | {"data_offsets": [24, 48]}, "__metadata__": {"format": "pt"}},)))
    return len(header).to_bytes(8, "little") + header + bytes(48)


# -- the limits ---------------------------------------------------------------------------------------


def test_a_reader_that_does_not_end_is_stopped() -> None:
    with pytest.raises(TooLong), limited(seconds=0.2):
        while True:
            pass


@pytest.mark.parametrize("kind", [Exception, BaseException])
def test_a_reader_that_holds_back_what_stops_it_took_too_long(kind: type[BaseException]) -> None:
    with pytest.raises(TooLong), limited(seconds=0.2):
        try:
            while True:
                pass
        except kind:
            raise UserError("It will not do.") from None


def test_a_reader_that_ends_after_it_was_stopped_took_too_long() -> None:
    with pytest.raises(TooLong), limited(seconds=0.2), suppress(BaseException):
        while True:
            pass


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is not limited")
def test_a_refusal_for_want_of_memory_is_none(folder: Path) -> None:
    def full(file: Path) -> None:
        try:
            bytearray(10 * MORE)
        except MemoryError:
            raise UserError("It will not do.") from None

    with pytest.raises(MemoryError):
        refused_plainly(full, folder / "full", b"")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is not limited")
def test_a_reader_that_takes_all_memory_is_stopped() -> None:
    """In a process of its own: one that has run many tests may have as much memory free as is taken here."""
    script = f"""
from tests.fuzz.limits import limited
try:
    with limited(more={MORE}):
        bytearray({2 * MORE})
except MemoryError:
    assert len(bytearray({2 * MORE})) == {2 * MORE}, "it is free again"
    print("stopped")
"""
    assert (
        subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True).stdout == "stopped\n"
    )


def test_a_refusal_in_a_traceback_is_none(folder: Path) -> None:
    def bad(file: Path) -> None:
        raise KeyError(file.name)

    with pytest.raises(KeyError):
        refused_plainly(bad, folder / "bad", b"")
    for text, lines in (("", LINES), ("a\tb", LINES), ("a\n" * LINES, LINES), ("a\nb", 1)):
        with pytest.raises(AssertionError):
            refused_plainly(partial(_refuse, text), folder / "bad", b"", lines=lines)


def _refuse(text: str, file: Path) -> None:
    raise UserError(text)
