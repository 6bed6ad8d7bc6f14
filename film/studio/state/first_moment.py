"""The moment of a scene that the studio shows first: a telling one, at which nothing fades."""

from __future__ import annotations

from attention_scenes.film.studio.state.frame_cache import SceneFrames, frame_number


def opening_frame(scene_frames: SceneFrames) -> int:
    """Return the number of the frame to show first: the last one of the scene's poster beat, else of its last beat."""
    named = [beat for beat in scene_frames.beats if beat["name"] == scene_frames.poster]
    ends = [beat["end"] for beat in named or scene_frames.beats[-1:]] or [scene_frames.seconds or 0.0]
    return max(0, frame_number(ends[-1]) - 1)
