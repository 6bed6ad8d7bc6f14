"""Decode media files in tests: by PyAV, by ffmpeg and ffprobe, and by the browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = "http://localhost/"  # an origin that browsers trust with every decoder; nothing listens there

# Puts a page's first video, or picture, at a moment, over white, and returns what the browser makes of one pixel.
LOOK = """async ([name, seconds, x, y]) => {
    const url = URL.createObjectURL(await (await fetch(name)).blob());
    const seen = document.createElement(/(gif|png)$/.test(name) ? 'img' : 'video');
    document.body.append(seen);
    const sure = event => new Promise((yes, no) => { seen['on' + event] = yes; seen.onerror = () => no(seen.error); });
    const loaded = sure(seen.tagName == 'IMG' ? 'load' : 'loadeddata');
    seen.src = url;
    await loaded;
    if (seen.tagName == 'VIDEO') {
        const there = sure('seeked'), shown = new Promise(yes => seen.requestVideoFrameCallback(yes));
        seen.currentTime = seconds;
        await Promise.all([there, shown]);
    }
    const canvas = document.createElement('canvas'), brush = canvas.getContext('2d');
    canvas.width = seen.videoWidth || seen.naturalWidth;
    canvas.height = seen.videoHeight || seen.naturalHeight;
    brush.fillStyle = 'white';
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(seen, 0, 0);
    const pixel = [...brush.getImageData(x, y, 1, 1).data];
    return {size: [canvas.width, canvas.height], seconds: seen.duration, pixel};
}"""


def frames(video: Path | BytesIO, pixels: str = "rgb24") -> list[np.ndarray]:
    """Return all frames of a file by PyAV, [height, width, channels] of bytes where ``pixels`` has channels."""
    with av.open(video if isinstance(video, BytesIO) else str(video)) as source:
        return [frame.to_ndarray(format=pixels) for frame in source.decode(video=0)]


def frames_at(video: Path, numbers: set[int]) -> dict[int, np.ndarray]:
    """Return some frames of a file, [height, width, 3] of bytes, by their numbers."""
    with av.open(str(video)) as source:
        decoded = enumerate(source.decode(video=0))
        return {number: frame.to_ndarray(format="rgb24") for number, frame in decoded if number in numbers}


def _program(name: str) -> str:
    return shutil.which(name) or pytest.skip(f"no {name} here: ./setup.sh pytest installs it")


def probe(path: Path) -> dict[str, Any]:
    """Return ffprobe's facts of a file's one stream, all of its frames decoded and counted."""
    command = [_program("ffprobe"), "-v", "error", "-count_frames", "-show_streams", "-of", "json", str(path)]
    [stream] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["streams"]
    return stream


def decode(path: Path | str, width: int, height: int, decoder: str | None = None) -> np.ndarray:
    """Return all frames of a file as straight RGBA, [frame, height, width, 4]."""
    chosen = ["-c:v", decoder] if decoder else []
    how = ["-f", "rawvideo", "-pix_fmt", "rgba", "-fps_mode", "passthrough", "-"]
    command = [_program("ffmpeg"), "-v", "error", *chosen, "-i", str(path), *how]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(data, np.uint8).reshape(-1, height, width, 4)


def page_of(browser: Browser, folder: Path, html: str = "<body></body>") -> Page:
    """Return a page that has ``folder`` beside it."""
    page = browser.new_page()

    def answer(route: Any) -> None:
        name = route.request.url.removeprefix(HERE)
        if name:
            route.fulfill(path=folder / name)
        else:
            route.fulfill(body=html, content_type="text/html")

    page.route(f"{HERE}**", answer)
    page.goto(HERE)
    return page
