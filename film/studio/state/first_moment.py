"""The moment of a scene that the studio shows first: a telling one, at which nothing fades."""

from __future__ import annotations

from attention_scenes.film.studio.state.frame_cache import SceneFrames, frame_number


def opening_frame(strip: SceneFrames) -> int:
    """Return the number of the frame to show first: the last one of the scene's poster beat, else of its last beat."""
    named = [beat for beat in strip.beats if beat["name"] == strip.poster]
    ends = [beat["end"] for beat in named or strip.beats[-1:]] or [strip.seconds or 0.0]
    return max(0, frame_number(ends[-1]) - 1)
