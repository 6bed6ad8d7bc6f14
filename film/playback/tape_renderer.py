"""Renderer that writes down what a scene draws, for a page that plays it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from manim.mobject.mobject import Mobject

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.frames.drawable import Sightings
from attention_scenes.film.live.forms.strokes import Op
from attention_scenes.film.live.tape.canvas import Known, TapeCanvas
from attention_scenes.film.live.tape.glyphs import GlyphTable
from attention_scenes.film.live.tape.other_theme import Ends, ends_of
from attention_scenes.film.live.tape.picture_table import PictureTable
from attention_scenes.film.live.tape.sampled_play import SampledPlay
from attention_scenes.film.live.tape.seen_in_space import SeenInSpace
from attention_scenes.film.live.tape.tape_writer import TapeWriter
from attention_scenes.film.playback.renderer import SkiaRenderer, pause_frames, play_frames
from attention_scenes.film.playback.static_layers import Layer, split_layers


class TapeCamera(SkiaCamera):
    """Camera that gives mobjects a canvas that keeps what they draw, in scene units."""

    def __init__(self, **kwargs: Any) -> None:
        self.known = Known(PictureTable(), GlyphTable(), {})
        super().__init__(rasters=False, **kwargs)

    def canvas(self) -> TapeCanvas:
        return TapeCanvas(self.matrix(), self.pixel_width, self.pixel_height, self.known)

    def record(self, canvas: TapeCanvas, mobject: Mobject) -> list[Op]:
        """Return what one mobject draws, without its submobjects."""
        Sightings.kept = []
        canvas.begin(id(mobject), SeenInSpace(Sightings.kept))
        try:
            self._draw(canvas, mobject)
        finally:
            Sightings.kept = None
        return canvas.ops


class TapeRenderer(SkiaRenderer):
    """Renderer that samples what moves in each frame of a play, and what stands still once.

    ``tape`` is what it has written. ``other`` has seen the other theme, whose pictures and digits a page may need.
    """

    def __init__(self, other: EndsRenderer | None = None, **kwargs: Any) -> None:
        super().__init__(**{"camera_class": TapeCamera} | kwargs)
        if other:
            self.camera.known = other.camera.known
        self.tape = TapeWriter(self.camera.known, other.ends if other else ())
        self._scene: Any = None
        self._layers: list[Layer] | None = None
        self._play = SampledPlay(self.camera.canvas())

    def init_scene(self, scene: Any, *settings: Any) -> None:
        super().init_scene(scene, *settings)
        self._scene = scene

    def scene_finished(self, scene: Any) -> None:
        """Check that the beats were played; there is nothing left to draw."""
        self.file_writer.check_beats()

    def update_frame(self, scene: Any, mobjects: Iterable[Mobject] | None = None, *args: Any, **kwargs: Any) -> None:
        """Draw nothing: frames are sampled as they come."""

    def save_static_frame_data(self, scene: Any, static_mobjects: Iterable[Mobject]) -> Any:
        self.static_image, self._layers = None, None if self.skip_animations else split_layers(scene)
        return None

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        self._play = SampledPlay(self.camera.canvas())
        super().play(scene, *args, **kwargs)
        if self._play.frames:
            self._keep(self._play)

    def _keep(self, play: SampledPlay) -> None:
        self.tape.add(play)
        self.file_writer.count(max(len(play.frames), play.held))

    def render(self, scene: Any, time: float, moving_mobjects: Any = None) -> None:
        if not self.skip_animations:
            self._sample(moves=True)
            self.time += 1 / self.camera.frame_rate

    def freeze_current_frame(self, duration: float) -> None:
        if not self.skip_animations:
            self._sample(moves=False)
            self._play.held = pause_frames(duration, self.camera.frame_rate)
            self.time += self._play.held / self.camera.frame_rate

    def _sample(self, moves: bool) -> None:
        play, camera = self._play, self.camera
        if not moves or self._layers is None:
            shown = [(mobject, moves) for mobject in camera.get_mobjects_to_display(self._scene.mobjects)]
        else:
            shown = [(mobject, layer.moves) for layer in self._layers for mobject in layer.mobjects()]
        play.frames.append([id(mobject) for mobject, _ in shown])
        for mobject, moving in shown:
            if moving:
                play.moving.setdefault(id(mobject), []).append(
                    (len(play.frames) - 1, camera.record(play.canvas, mobject))
                )
            elif id(mobject) not in play.still:
                play.still[id(mobject)] = camera.record(play.canvas, mobject)
        self._note_places({id(mobject) for mobject, moving in shown if moving})

    def _note_places(self, moving: set[int]) -> None:
        """Note where numbers stand that can be read: in each frame of what moves, else in the first."""
        play, record = self._play, getattr(self._scene, "record", None)
        for mobject, entries in record.standing() if record else []:
            if len(play.frames) == 1 or id(mobject) in moving:
                play.places.note(len(play.frames) - 1, mobject, entries)


class EndsRenderer(TapeRenderer):
    """Renderer that samples the first and the last frame of each play, for their colours: ``ends``, play by play."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.ends: list[dict[tuple[Any, ...], Ends]] = []

    def init_scene(self, scene: Any, *settings: Any) -> None:
        super().init_scene(scene, *settings)
        scene.get_time_progression = self._times  # Manim asks the scene for the times of a play's frames

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        start = self.time
        super().play(scene, *args, **kwargs)
        if not self.skip_animations:  # two frames were drawn, and all of them count
            self.time = start + play_frames(scene, self.camera.frame_rate) / self.camera.frame_rate

    def _times(self, run_time: float, *args: Any, **kwargs: Any) -> Iterator[float]:
        times = np.arange(0, run_time, 1 / self.camera.frame_rate).tolist()
        yield from [run_time] if self.skip_animations else [times[0], *times[1:][-1:]]

    def _keep(self, play: SampledPlay) -> None:
        self.ends.append(ends_of(play))

    def _note_places(self, moving: set[int]) -> None:
        """Note nothing: the numbers stand where they stand in the other theme."""
