"""Pages in Chromium: how fast they draw, and how near they are to the film."""

from __future__ import annotations

import base64
import io
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from .work import Result, Spec

LOOKS = 24  # moments that are drawn to time it
PATIENCE = 600_000  # milliseconds
# Draws moments at a size, one after the other, each until its pixels are there; returns milliseconds a frame.
TIMED = """([times, width, height]) => {
    Object.assign(film.stage.canvas, { width, height });
    const pixel = () => film.stage.context.getImageData(0, 0, 1, 1);
    film.stage.show(times[0]);
    pixel();
    const start = performance.now();
    for (const time of times) { film.stage.show(time); pixel(); }
    return (performance.now() - start) / times.length;
}"""
DRAWN = """([time, width, height]) => {
    Object.assign(film.stage.canvas, { width, height });
    film.stage.show(time);
    return film.stage.canvas.toDataURL();
}"""


@contextmanager
def browsing(width: int = 1280, height: int = 720) -> Iterator[Any]:
    """Open an empty page of headless Chromium, without a network."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise SystemExit("no Chromium here: ./setup.sh pytest installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_context(offline=True, viewport={"width": width, "height": height}).new_page()
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a page, and wait until its film stands."""
    with browsing() as page:
        page.goto(path.as_uri())
        page.locator("html[data-ready]").wait_for(state="attached")
        yield page


def shown(spec: Spec) -> Result:
    """Time a page, and compare its moments with those that the scene draws; ``spec["frames"]`` names their files."""
    size = [spec["width"], spec["height"]]
    with opened(Path(spec["page"])) as page:
        seconds = page.evaluate("film.tape.seconds")
        times = [(n // 4 + 0.5) * seconds / (LOOKS // 4) + n % 4 / spec["fps"] for n in range(LOOKS)]  # four in turn
        ms = page.evaluate(TIMED, [times, *size])
        found = [
            lit_psnr(picture(page.evaluate(DRAWN, [frame / spec["fps"], *size])), np.asarray(Image.open(file)))
            for frame, file in spec["frames"]
        ]
    return {"ms": ms, "psnr": found}


def changing(spec: Spec) -> Result:
    """Time a page of numbers that all change in each frame."""
    with opened(Path(spec["page"])) as page:
        times = [(n + 0.01) / spec["fps"] for n in range(LOOKS)]
        return {"ms": page.evaluate(TIMED, [times, spec["width"], spec["height"]])}


def picture(url: str) -> np.ndarray:
    """Return the picture that an address of data holds."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB"))


def lit_psnr(seen: np.ndarray, drawn: np.ndarray, ground: np.ndarray | None = None) -> float:
    """Return how near two pictures are over the pixels that are lit in either, in decibels.

    The colour of what is not lit is that of the corner of ``drawn``, unless ``ground`` gives it.
    """
    one, other = (each[..., :3].astype(float) for each in (seen, drawn))
    lit = (np.abs(np.stack([one, other]) - (other[0, 0] if ground is None else ground)) > 8).any(axis=(0, 3))
    error = float(np.mean((one - other)[lit] ** 2)) if lit.any() else 0.0
    return float(10 * np.log10(255**2 / max(error, 1e-3)))


def film_frames(clip: Path, wanted: Collection[int]) -> Iterator[np.ndarray]:
    """Yield the frames of a clip with these numbers, in the order of the clip."""
    import av

    with av.open(str(clip)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number in wanted:
                yield frame.to_ndarray(format="rgb24")
