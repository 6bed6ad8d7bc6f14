"""A clip as a page that plays what was drawn: record the scene, say what it is, write the page."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from attention_scenes.film.catalog.chapters import title_of
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.excerpts import Span, placed, within
from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.inputs.naming import slug
from attention_scenes.film.live.explain.explain_numbers import explain
from attention_scenes.film.live.player.page_writer import PageFacts, write_page
from attention_scenes.film.live.tape.tape_writer import packed
from attention_scenes.film.playback.clip_writer import ClipWriter, Progress
from attention_scenes.film.playback.tape_renderer import EndsRenderer, TapeRenderer
from attention_scenes.film.system.program import INSTALLED

Entry = dict[str, Any]


class LivePage(NamedTuple):
    """A scene played to its end, the frames that its page plays, and the page."""

    scene: Any
    frames: int
    page: bytes


def record_page(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    progress: Callable[[Progress], None] | None = None,
) -> LivePage:
    """Play a scene, write down what it draws, and return the page that plays it.

    Parameters
    ----------
    scene_class, params, bundle, options, progress
        As for :func:`film.clip.render.render_clip`; Manim's settings are made.
    """
    scene, renderer, look = record(scene_class, params, bundle, options, progress)
    facts = scene.sidecar()
    words = Wording.of(facts["params"])
    title = words.plain(title_of(options.scene or options.name))
    (first, *_) = (inspect.getdoc(scene_class) or "").splitlines() or [""]
    spans = _spans(facts["beats"], options.beats)
    beats = [cut for _, cut in _cut(facts["beats"], spans)]
    numbers = list(_cut(facts["numbers"], spans))
    head = {
        "name": options.name,
        "title": title,
        "summary": words.plain(first),
        "language": words.language,
        "fps": options.fps,
        "size": [options.width, options.height],
        "frame": [round(side, 6) for side in (scene.camera.frame_width, scene.camera.frame_height)],
        "poster": _poster(beats, scene_class),
        "beats": beats,
        "claims": facts["claims"],
        "numbers": [entry for entry, _ in numbers],
        "sources": explain([entry["source"] for entry, _ in numbers], scene.answers, words),
        **look,
    }
    told = PageFacts(
        title,
        head["summary"],
        words,
        tuple((claim["claim"], claim["holds"], claim["measured"]) for claim in facts["claims"]),
        tuple((model["label"], model["weight_digest"]) for model in _models(facts)),
        f"{INSTALLED} verify {options.stem}.html",
        options.loop,
    )
    # The tape knows the record's own entries by their identity; what is stored has them in the page's seconds.
    tape = renderer.tape.tape(head) | {"numbers": [cut for _, cut in numbers]}
    return LivePage(scene, renderer.tape.frames, write_page(packed(tape), told))


def record(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[Any, TapeRenderer, dict[str, Any]]:
    """Play a scene in both themes and return it, its renderer with the tape, and what the themes are."""

    def played(own_params: Any, renderer: TapeRenderer) -> Any:
        scene = scene_class(params=own_params, bundle=bundle, renderer=renderer)
        scene.render()
        return scene

    total = options.frames_in(scene_class)
    writer = partial(ClipWriter, thread=None, beats=options.beats)
    colors = EndsRenderer(file_writer_class=writer)
    other = played(params.model_copy(update={"palette": other_theme(params.palette)}), colors)
    renderer = TapeRenderer(other=colors, file_writer_class=partial(writer, total=total, progress=progress))
    scene = played(params, renderer)
    grounds = {_theme(each): each.palette.rgba("background")[:3] for each in (scene, other)}
    look = {
        "theme": _theme(scene),
        "themes": [*grounds],
        "ground": {theme: [round(255 * channel) for channel in rgb] for theme, rgb in grounds.items()},
    }
    return scene, renderer, look


def other_theme(palette: str) -> str:
    """Return the palette of the other ground."""
    return "dark" if palette == "light" else "light"


def _theme(scene: Any) -> str:
    return "light" if scene.palette.on_white else "dark"


def _spans(beats: list[Entry], chosen: tuple[str, ...]) -> list[Span]:
    """Return when the chosen beats are in the whole clip; all of it where none are chosen."""
    return [(beat["start"], beat["end"]) for beat in beats if slug(beat["name"]) in chosen]


def _cut(entries: Iterable[Entry], spans: list[Span]) -> Iterator[tuple[Entry, Entry]]:
    """Yield each entry that is there in these spans, and a copy in the page's own seconds; all where there are none.

    An entry that is there twice, in two spans, keeps its place in the list once, as long as from the first to the last.
    """
    ranges = list(placed(spans))
    for entry in entries:
        seen = [within(entry["start"], entry["end"], *each) for each in ranges]
        if times := [each for each in seen if each]:
            yield entry, entry | {"start": times[0][0], "end": times[-1][1]}
        elif not spans:
            yield entry, entry


def _poster(beats: list[Entry], scene_class: type) -> float:
    """Return the second that is shown until somebody plays: the end of the beat that stands for the scene."""
    ends = [beat["end"] for beat in beats if beat["name"] == getattr(scene_class, "poster", "")]
    return max(0.0, round((ends or [beats[-1]["end"] if beats else 0.0])[0] - 0.1, 3))


def _models(facts: dict[str, Any]) -> list[dict[str, str]]:
    parts = facts.get("models") or {"": facts}
    return [part["model"] for part in parts.values() if part.get("model")]
