"""Pictures of all kinds: read as they are seen, kept by their digests, refused in one line."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from attention_scenes.model.errors import UserError
from attention_scenes.model.pictures.held_out import held_out, numbers_by_digest
from attention_scenes.model.pictures.kept_pictures import keep, kept_picture
from attention_scenes.model.pictures.named import checked_picture, digest_of, held_out_label
from attention_scenes.model.pictures.picture import Picture
from attention_scenes.model.pictures.preparation import Preparation
from attention_scenes.model.pictures.prepare import prepare, strokes_on_dark
from attention_scenes.model.pictures.read_picture import KEPT, read_picture
from attention_scenes.model.verify.numpy_vision.picture_again import found_again, ready_again
from tests.fuzz.limits import limited

RED = (200, 30, 40)
OWN = {
    "do_resize": True, "size": {"height": 8, "width": 8}, "resample": 4, "do_rescale": True, "rescale_factor": 0.0625,
    "do_normalize": True, "image_mean": [0.305], "image_std": [0.376], "ground": "dark", "white": 16,
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTENTION_CACHE", str(tmp_path / "cache"))


def saved(folder: Path, image: Image.Image, name: str = "a.png", **how: object) -> Path:
    image.save(folder / name, **how)  # type: ignore[arg-type]
    return folder / name


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_read_as_it_is_seen(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGB", (12, 9), RED)
    name = "a.tif" if mode == "CMYK" else "a.png"
    if mode == "I;16":
        path = saved(tmp_path, Image.fromarray(np.full((9, 12), 40_000, dtype=np.uint16)), name)
        expected = np.full(3, 156)
    else:
        image = image.convert(mode)
        path, expected = saved(tmp_path, image, name), np.array(image.convert("RGB"))[0, 0]
    found = read_picture(path)
    assert found.pixels.shape == (9, 12, 3) and found.pixels.dtype == np.uint8 and found.white == 255
    assert np.abs(found.pixels[0, 0].astype(int) - expected).max() <= 1


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    half = Image.new("RGBA", (10, 10), (0, 0, 0, 128))
    assert abs(int(read_picture(saved(tmp_path, half)).pixels[0, 0, 0]) - 127) <= 1
    palette = Image.new("P", (10, 10), 1)
    palette.putpalette([0, 0, 0, *RED])
    path = saved(tmp_path, palette, "b.png", transparency=1)
    assert (read_picture(path).pixels == 255).all()
    grey = Image.merge("LA", [Image.new("L", (10, 10), 0), Image.new("L", (10, 10), 0)])
    assert (read_picture(saved(tmp_path, grey, "c.png")).pixels == 255).all()


def test_a_camera_held_upright_gives_an_upright_picture(tmp_path: Path) -> None:
    image = Image.new("RGB", (20, 10), RED)
    exif = image.getexif()
    exif[0x0112] = 6
    assert read_picture(saved(tmp_path, image, "a.jpg", exif=exif)).pixels.shape == (20, 10, 3)


def test_of_frames_the_first_is_read_and_a_large_picture_is_made_smaller(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in (RED, "blue")]
    path = saved(tmp_path, frames[0], "a.gif", save_all=True, append_images=frames[1:])
    assert np.abs(read_picture(path).pixels[0, 0].astype(int) - RED).max() < 10
    assert read_picture(saved(tmp_path, Image.new("L", (3000, 600)))).pixels.shape == (205, KEPT, 3)


@pytest.mark.parametrize(
    ("size", "why"), [((1, 1), "too little to be cut"), ((7, 900), "too little"), ((20_000, 8), "10,000 a side"),
                      ((9_000, 9_000), "40,000,000 in all"), ((9_000, 20), "too little to be cut")],
)  # fmt: skip
def test_sizes_that_cannot_be_shown_are_refused(tmp_path: Path, size: tuple[int, int], why: str) -> None:
    with pytest.raises(UserError, match=why) as refused:
        read_picture(saved(tmp_path, Image.new("1", size)))
    assert "\n" not in str(refused.value) and str(tmp_path) not in str(refused.value)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 2, 0, 0, 0)
    parts = {b"IHDR": header, b"IDAT": zlib.compress(b""), b"IEND": b""}
    chunks = [struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
              for kind, data in parts.items()]  # fmt: skip
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    with pytest.raises(UserError, match=r"more than 40,000,000 pixels|at most 10,000"):
        read_picture(tmp_path / "a.png")


def test_broken_files_and_what_is_no_picture_are_refused(tmp_path: Path) -> None:
    whole = saved(tmp_path, Image.effect_noise((64, 64), 50), "whole.png").read_bytes()
    files = {
        "cut.png": (whole[: len(whole) // 2], "cannot be read as a picture"), "empty.png": (b"", "no picture"),
        "text.txt": (b"a blue bird", "no picture that can be read"), "ps.png": (b"%!PS-Adobe-3.0 EPSF\n", "no pict"),
        "float.tif": (tiff_of_fractions(), "fractions"),
    }  # fmt: skip
    for name, (content, why) in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UserError, match=why):
            read_picture(tmp_path / name)
    for path, why in ((tmp_path / "none.png", "There is no picture 'none.png'"), (tmp_path, "cannot be read|director")):
        with pytest.raises(UserError, match=why):
            read_picture(path)


def test_a_cut_file_that_promises_much_is_refused_and_takes_little(tmp_path: Path) -> None:
    whole = saved(tmp_path, Image.effect_noise((64, 64), 50)).read_bytes()
    at = whole.index(b"IDAT")
    (tmp_path / "cut.png").write_bytes(whole[: at - 4] + struct.pack(">I", 1 << 30) + b"IDAT\0\0")
    with limited(), pytest.raises(UserError, match="cannot be read as a picture") as refused:
        read_picture(tmp_path / "cut.png")
    assert "\n" not in str(refused.value)


def tiff_of_fractions() -> bytes:
    kept = io.BytesIO()
    Image.fromarray(np.zeros((9, 9), dtype=np.float32)).save(kept, format="TIFF")
    return kept.getvalue()


def test_a_picture_is_called_by_its_digest_and_found_again(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.effect_noise((40, 30), 50))
    digest = checked_picture(str(path))
    assert digest == keep(read_picture(path)) == checked_picture(digest) == digest_of(digest)
    assert np.array_equal(kept_picture(digest).pixels, read_picture(path).pixels)
    assert np.array_equal(found_again(digest)[0], kept_picture(digest).pixels) and held_out_label(digest) is None
    kept = tmp_path / "cache" / "pictures" / f"{digest}.png"
    Image.new("RGB", (40, 30)).save(kept)
    with pytest.raises(UserError, match="is damaged: remove"):
        kept_picture(digest)
    with pytest.raises(UserError, match="is another now"):
        found_again(digest)
    kept.unlink()
    for find in (kept_picture, found_again):
        with pytest.raises(UserError, match="is not on this machine"):
            find(digest)


@pytest.mark.parametrize(
    ("named", "why"),
    [("360", "0 to 359"), ("", "give the file"), ("a\0b", "give the file"), ("/nowhere/x.png", "no picture 'x.png'"),
     ("-1", "no picture '-1'"), ("f" * 64, "is not on this machine"), ("~nobody-here/x", "")],
)  # fmt: skip
def test_names_of_no_picture_are_refused(named: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        checked_picture(named)
    assert "\n" not in str(refused.value)


def test_held_out_digits_are_named_by_number() -> None:
    digits = held_out()
    assert digits.pixels.shape == (360, 8, 8) and digits.pixels.max() == 16 and len(numbers_by_digest()) == 360
    assert checked_picture(" 007 ") == "7" and held_out_label(digest_of("7")) == digits.labels[7]
    assert np.array_equal(kept_picture(digest_of("7")).pixels[:, :, 0], digits.pixels[7])


@given(st.integers(0, 10_000), st.integers(8, 60), st.integers(8, 60), st.booleans())
@settings(max_examples=40, deadline=None)
def test_pictures_are_made_ready_twice_alike(seed: int, width: int, height: int, own: bool) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)
    asked = OWN if own else {
        "size": {"shortest_edge": 24}, "crop_size": 20, "do_center_crop": True, "resample": 3,
        "image_mean": [0.5] * 3, "image_std": [0.5] * 3,
    }  # fmt: skip
    digest = keep(Picture(pixels))
    found, turned = prepare(kept_picture(digest), Preparation.of(asked, 1 if own else 3))
    again, turned_again = ready_again(digest, asked, 1 if own else 3)
    assert np.array_equal(found, again) and turned == turned_again
    assert found.shape == ((8, 8, 1) if own else (20, 20, 3)) and found.max() <= (16 if own else 255)


def test_strokes_are_cut_out_of_dark_and_of_light_grounds() -> None:
    page = np.full((50, 80), 30, dtype=np.uint8)
    page[10:40, 20:26] = 230
    dark, turned = strokes_on_dark(Image.fromarray(page))
    light, turned_light = strokes_on_dark(Image.fromarray(255 - page))
    assert (turned, turned_light) == (False, True) and dark.size == light.size == (30, 30)
    assert np.array_equal(np.array(dark), np.array(light)) and (np.array(dark)[:, 12:18] == 255).all()
