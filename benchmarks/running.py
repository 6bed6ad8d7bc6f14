"""Pages and videos as Chromium plays them: when the first frame is there, and how many a second it shows."""

from __future__ import annotations

import json
from pathlib import Path

from .chromium import browsing
from .work import Result, Spec

PLACES = (0.1, 0.35, 0.6, 0.85)  # of its length: from where it is played
STRETCH = 1500  # milliseconds of each
# Notes when a page's first frame can be seen, in seconds since the page was asked for: what `performance` counts from.
FIRST = """globalThis.first = new Promise((done) => {
    new MutationObserver(() => requestAnimationFrame(() => {
        film.stage.context.getImageData(0, 0, 1, 1);
        done(performance.now() / 1000);
    })).observe(document, { attributeFilter: ["data-ready"], subtree: true });
});"""
# Plays a page, and counts the frames for which the browser had time.
PLAYED = """async ([places, stretch]) => {
    const frame = () => new Promise(requestAnimationFrame);
    const rates = [];
    for (const place of places) {
        film.clock.seek(place * film.tape.seconds);
        film.clock.play();
        let [start, now, count] = [await frame(), 0, 0];
        for (; now - start < stretch; count++) now = await frame();
        film.clock.pause();
        rates.push((1000 * count) / (now - start));
    }
    return rates;
}"""
# A page with a video, which notes the same.
PLAYER = """<!doctype html><style>body{margin:0}</style><video muted preload="auto"></video><script>
    globalThis.first = new Promise((done, failed) => Object.assign(document.querySelector("video"), {
        onloadeddata: () => done(performance.now() / 1000), onerror: (event) => failed(event.target.error), src: %s,
    }));
</script>"""
# Plays the video, and counts the frames that were not dropped.
FILMED = """async ([places, stretch]) => {
    const video = document.querySelector("video");
    const shown = () => {
        const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
        return totalVideoFrames - droppedVideoFrames;
    };
    const rates = [];
    for (const place of places) {
        video.currentTime = place * video.duration;
        await video.play();
        const [start, before] = [performance.now(), shown()];
        await new Promise((done) => setTimeout(done, stretch));
        rates.push((1000 * (shown() - before)) / (performance.now() - start));
        video.pause();
    }
    return rates;
}"""


def played(spec: Spec) -> Result:
    """Play a scene's page at the size of its frames: seconds to its first one, and frames a second from each place.

    A page's frames are those for which the browser had time, a video's those that it did not drop.
    """
    with browsing(spec["width"], spec["height"]) as page:
        page.add_init_script(FIRST)
        page.goto(Path(spec["page"]).as_uri() + "#bare")
        first = page.evaluate("first")
        return {"first": first, "rates": page.evaluate(PLAYED, [PLACES, STRETCH])}


def filmed(spec: Spec) -> Result:
    """Play a scene's video in a page of nothing else, as :func:`played` its page."""
    path = Path(spec["folder"]) / "player.html"
    path.write_text(PLAYER % json.dumps(Path(spec["video"]).as_uri()))
    with browsing(spec["width"], spec["height"]) as page:
        page.goto(path.as_uri())
        first = page.evaluate("first")
        return {"first": first, "rates": page.evaluate(FILMED, [PLACES, STRETCH])}
