"""The base class of all scenes: parameters, measured arrays, beats with captions, a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from manim import RIGHT, Mobject, Scene

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.clip_answers import Answers, bundles
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.request.clip_needs import AnyNeeds
from attention_scenes.model.request.needs import DEFAULT_MODEL
from attention_scenes.scenes.captions import (
    claim_text,
    in_words_of,
    joined,
    label_text,
    of_model,
    translated,
    use_translations,
)
from attention_scenes.scenes.framework.layout import Layout, wide
from attention_scenes.scenes.framework.layouts import layout_for, set_frame
from attention_scenes.scenes.framework.model_label import label_of
from attention_scenes.scenes.framework.notebook import Show
from attention_scenes.scenes.framework.params import SceneParams
from attention_scenes.scenes.framework.record import Beat, SceneRecord, family, shows_numbers
from attention_scenes.scenes.framework.search_claims import chance_of, found_by_chance, heads_asked, how_found
from attention_scenes.scenes.framework.sentence_language import is_english
from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, cut_text, early, late, leaving
from attention_scenes.scenes.mobjects.basics.palette import Palette, use_palette
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.shaping import SMALLEST, use_least_em

READING_SPEED = 15.0  # characters a second
LONGEST = 78  # characters of a caption, whatever the language
SETTLE = 0.7  # seconds until a caption stands
MARGIN = 0.04  # of the frame, left free on every side
LOWER = 0.17  # how far below its place a source line ends that takes two lines
Numbers = Sequence[tuple[str, Reading]]
SeenText = tuple[str, np.ndarray, float]


class AttentionScene(Scene):
    """A scene whose numbers come out of a :class:`~model.answers.bundle.Bundle`, or of one for each of its models.

    Parameters
    ----------
    params
        An instance of ``Params``; its defaults where None.
    bundle
        The answers to ``needs(params)``; found or computed where None.

    Attributes
    ----------
    bundles
        The bundle of each model by its key, which is empty where the scene asks one model.
    bundle
        The first of them, of which shared steps and the head on screen are.
    """

    Params: ClassVar[type[SceneParams]] = SceneParams
    # Constants, for they are read without running the file: film.catalog.scenes.
    title: ClassVar[str] = ""  # on title cards and pages; the file's name where empty
    tagline: ClassVar[str] = ""  # below its picture in the README
    chapter: ClassVar[int] = 0  # of the film, from 1; 0 for none
    order: ClassVar[int] = 0  # in the chapter; tens leave room for more
    opens_chapters: ClassVar[bool] = False  # whether it comes first in each chapter, its parameter ``chapter`` set
    closes_chapters: ClassVar[bool] = False  # or last
    seconds: ClassVar[float] = 30.0  # about how long a clip is with the default parameters
    poster: ClassVar[str] = ""  # the beat whose end stands for the scene; where it does not come, what shows most
    reads_first: ClassVar[bool] = False  # whether a new caption stands for half of its reading before anything moves
    tells_search: bool = False  # whether a beat of its own tells how the head was found, or none speaks of it
    models: ClassVar[Mapping[str, str]] = {}  # where a scene asks several models: the place of each by its key
    more_models: ClassVar[tuple[str, ...]] = ()  # keys of others that it asks too, where a person gives their places
    layouts: ClassVar[tuple[Layout, ...]] = (wide(),)  # a picture of another aspect gets bands beside the nearest
    layout: Layout = wide()
    show = Show()

    def __init__(self, params: SceneParams | None = None, bundle: Answers | None = None, **manim: Any) -> None:
        self.params: Any = params or self.Params()
        self.answers: Answers = bundle or ensure(self.needs(self.params))
        self.bundles: Mapping[str, Bundle] = bundles(self.answers)
        self.bundle = next(iter(self.bundles.values()))
        self.check(self.params, self.answers)
        self.palette: Palette = use_palette(self.params.palette)
        use_translations(self.params.translations)
        self.record = SceneRecord()
        self.caption: Label | Lines | None = None
        self.source_line: Label | Lines | None = None
        self.after_play: Callable[[AttentionScene], None] | None = None
        self._waiting: list[Any] = []  # captions that change along with the next animation
        self._going: list[FadeOut] = []  # what leaves along with it
        self._with_updaters: list[Mobject] = []
        self._watched: list[Mobject] = []  # what moves and shows numbers
        self._start = self._now = 0.0  # seconds: of the play, and of what can be seen
        self._at_end: list[dict[str, Any]] | None = None
        super().__init__(**({"camera_class": SkiaCamera} | manim))
        self.layout = layout_for(self.layouts_for(self.bundle), self.camera.pixel_width, self.camera.pixel_height)
        if not self.layout.is_wide:
            set_frame(self.layout, self.camera)
        use_least_em(SMALLEST if self.layout.is_wide else self.layout.em.note)
        self.camera.background_color = self.palette.background

    @classmethod
    def needs(cls, params: Any, model: Any = DEFAULT_MODEL) -> AnyNeeds:
        """Return what this scene asks of the model; a scene of several is given all of ``models``, by key."""
        raise NotImplementedError

    @classmethod
    def check(cls, params: Any, bundle: Any) -> None:
        """Refuse, with a UserError, what these answers show cannot be drawn; called before anything is."""

    @classmethod
    def layouts_for(cls, bundle: Bundle) -> tuple[Layout, ...]:
        """Return the layouts in which these answers can be read, 16:9 among them; all, where a scene says no other."""
        return cls.layouts

    # -- time ------------------------------------------------------------------------------------------

    def play(self, *animations: Any, **kwargs: Any) -> None:
        """Play animations at the chosen pace, noting what can be read afterwards."""
        compiled = self.compile_animations(*animations, **kwargs)
        for animation in compiled:
            animation.run_time /= self.params.pace
        going = self._going
        postponed = self._postponed(self.get_run_time(compiled))
        cut_text(going, compiled)
        self._play_and_note(*compiled, *postponed)
        if self.after_play:
            self.after_play(self)

    def _postponed(self, seconds: float) -> list[Any]:
        """Return what was to go along with the next animation, which is so long."""
        waiting, going, self._waiting, self._going = self._waiting, self._going, [], []
        for animation in waiting:
            animation.run_time = min(max(seconds, 0.4), 0.7)
        for animation in going:
            animation.run_time = min(max(seconds, 0.4), 1.2)
        return [*waiting, *going]

    def _play_and_note(self, *animations: Any, **kwargs: Any) -> None:
        """Play, and note what can be read: before, in every frame, and after a play of which no frame is drawn."""
        self._start = self._now = self.time
        self.record.note(self.mobjects, self._now)
        super().play(*animations, **kwargs)
        if self.renderer.skip_animations:
            self._now = self.time
            self.record.note(self.mobjects, self._now, came=self._start)

    def wait(self, duration: float = 1.0, **kwargs: Any) -> None:
        if postponed := self._postponed(0.5):
            self._play_and_note(*postponed, run_time=0.5 / self.params.pace)
        super().wait(max(duration, 1 / 15), **kwargs)

    def begin_animations(self) -> None:
        super().begin_animations()
        self._with_updaters = [m for m in self.mobjects if m.get_family_updaters()]
        still = {id(m) for m in family(self.static_mobjects)}
        self._watched = [m for m in family(self.mobjects) if shows_numbers(m) and id(m) not in still]

    def update_to_time(self, t: float) -> None:
        """Update mobjects as Manim does, noting what can be read in the frame that is drawn then."""
        super().update_to_time(t)
        self._now = self._start + t
        self.record.note_changes(self._watched, self._now, self._start if self.renderer.skip_animations else None)

    def update_mobjects(self, dt: float) -> None:
        """Update mobjects that have updaters, without a walk through all families in every frame."""
        for mobject in self._with_updaters:
            mobject.update(dt)

    @contextmanager
    def beat(
        self, name: str, caption: str = "", numbers: Numbers = (), reads_first: bool = False, by_clock: bool = False
    ) -> Iterator[None]:
        """Begin a step of the story: a section of the clip with its caption, on for as long as reading takes.

        A caption is a literal or ``phrased(...)``, so that ``params.translations`` can put it into another language.
        ``numbers`` are the Readings of the digits in the caption, as for :class:`~scenes.mobjects.text.labels.Label`.
        Half of the caption is read before anything moves where ``reads_first``, here or of the whole scene. One that
        hangs on seconds ``by_clock`` stands as long as the longest: the clip takes as long on every machine.
        """
        self.next_section(name)
        caption = in_words_of(caption, self.params.translations)
        beat = Beat(name, str(caption), round(float(self.time), 3))
        self.record.beats.append(beat)
        if by_clock:
            self.record.beats_by_clock.add(name)
        characters = LONGEST if by_clock else len(caption)
        self.say(caption, numbers)
        if (reads_first or self.reads_first) and self._waiting:
            self._let_read(characters)
        yield
        left = SETTLE + characters / READING_SPEED - (self.time - beat.start) * self.params.pace
        self.wait(max(left, 0.4))
        beat.end = round(float(self.time), 3)
        self.next_section("")  # what comes until the next beat is part of none

    def _let_read(self, characters: int) -> None:
        """Bring the caption alone, and let half of it be read: who watches what moves does not read."""
        going, self._going = self._going, []  # that waits for what comes
        self.wait(characters / READING_SPEED / 2)
        self._going = going

    def say(self, caption: str, numbers: Numbers = ()) -> None:
        """Change the caption along with the next animation; see :func:`scenes.captions.phrased`."""
        caption = in_words_of(caption, self.params.translations)
        if not self.params.captions:
            return
        if self.caption:
            self._waiting.append(FadeOut(self.caption, rate_func=early))
        self.caption = None
        if caption:
            self.caption = self._caption(caption, numbers)
            self._waiting.append(FadeIn(self.caption, rate_func=late))

    def _caption(self, caption: str, numbers: Numbers) -> Label | Lines:
        """Set a caption: on one line at 16:9, where few are too long for it; elsewhere on as many as it takes."""
        place = self.layout.caption
        if not self.layout.is_wide:
            lines = Lines(caption, self.layout.em.caption, place.width, numbers=numbers)
            below = self.source_line  # where it takes several lines, a caption of several stands higher
            taken = 0.7 * below.step * (len(below) - 1) if isinstance(below, Lines) else 0.0
            return lines.move_to(place.at()).middle_on(place.top + taken + 0.25 * lines.step * (len(lines) - 1))
        widest = self.camera.frame_width * (1 - 2 * MARGIN)
        return fitted(Label(caption, 0.4, numbers=numbers), widest).move_to(place.at()).stand_on(place.top)

    # -- what every scene shows ------------------------------------------------------------------------

    def provenance(self, detail: str = "", numbers: Numbers = ()) -> Label | Lines:
        """Add the line at the bottom right: which models the numbers are from, where in them, and their rounding."""
        searched, found = self._how_found()
        if self.foreign:
            if self.source_line is None:
                self.claim("the sentence is in English, as those the head was tested on", False, self.params.text)
            searched.append(label_text("head tested on English sentences"))
        for key, bundle in self.bundles.items():
            if (chance := chance_of(bundle)) is not None:
                share = claim_text("in {share}", share=f"{float(chance):.1%}")
                self.claim("chance seldom finds a head as clear", not found_by_chance(bundle), of_model(key, share))
        text = joined(" · ", filter(None, [*self.models_named(), detail, *searched, label_text("digits rounded")]))
        label = self._source_line(text, [*numbers, *found])
        self.source_line = label
        self.add(label)
        return label

    def models_named(self) -> list[str]:
        """Return what the provenance line calls the models: all by their names, where a scene says no other."""
        return list(dict.fromkeys(label_of(bundle) for bundle in self.bundles.values()))

    def _source_line(self, text: str, numbers: Numbers) -> Label | Lines:
        place = self.layout.footer
        if not self.layout.is_wide:
            lines = Lines(text, self.layout.em.note, place.width, "soft", edge=1, numbers=numbers, between=" · ")
            return lines.align_to(place.at(RIGHT), RIGHT).stand_on(place.top)
        edge = self.camera.frame_width * (0.5 - MARGIN)
        label = self.label(text, 0.22, "soft", numbers=numbers)
        if label.width * SMALLEST > 2 * edge * label.em:
            lines = Lines(text, SMALLEST, 2 * edge, "soft", edge=1, numbers=numbers, between=" · ")
            return lines.align_to([edge, 0, 0], RIGHT).stand_on(place.top - LOWER)
        label = fitted(label, 2 * edge)
        return label.move_to(place.at()).stand_on(place.top).align_to([edge, 0, 0], RIGHT)

    def _how_found(self) -> tuple[list[str], list[tuple[str, Reading]]]:
        """Return how the heads of each model were found, unless a beat of its own tells it, and the numbers in that."""
        texts: list[str] = []
        numbers: list[tuple[str, Reading]] = []
        for key, bundle in self.bundles.items():
            searched, found = ("", []) if self.tells_search else how_found(bundle)
            if searched:
                texts.append(of_model(key, searched))
            numbers += found
        return texts, numbers

    def change_provenance(self, detail: str = "", numbers: Numbers = ()) -> None:
        """Exchange the provenance line along with the next animation, where other numbers come."""
        old = self.source_line
        new = self.provenance(detail, numbers)
        self._waiting += [*([FadeOut(old, rate_func=early)] if old else []), FadeIn(new, rate_func=late)]

    @property
    def by_chance(self) -> bool:
        """Whether the head was searched for and is none that chance would not have found."""
        return found_by_chance(self.bundle)

    @cached_property
    def foreign(self) -> bool:
        """Whether a head is shown on a sentence in another language than that of the sentences it was tested on."""
        asked = any(heads_asked(bundle) for bundle in self.bundles.values())
        if not asked or "text" not in type(self.params).model_fields:
            return False
        default = type(self.params).model_fields["text"].default
        return self.params.text != default and not is_english(self.params.text)

    @property
    def rotary(self) -> bool:
        """Whether positions turn queries and keys."""
        return self.bundle.meta["positions"] == "rotary"

    @property
    def adds_positions(self) -> bool:
        """Whether positions are vectors, learned or fixed, that are added to the embeddings."""
        return self.bundle.meta["positions"] in ("learned", "sinusoid")

    def map_name(self, letter: str) -> str:
        """Return how a head's map is written: ``$W_Q$``, with its bias where the model adds one."""
        bias = f", + b_{letter}" if letter.lower() in self.bundle.meta["biased"] else ""
        return f"$W_{letter}{bias}$"

    def leave(self, *keep: Mobject) -> list[FadeOut]:
        """Return fades for everything but ``keep``, the caption and the provenance line."""
        stay = {id(m) for m in (*keep, self.caption, self.source_line) if m is not None}
        on_its_way = [a.mobject for a in [*self._waiting, *self._going] if isinstance(a, FadeOut)]
        return [FadeOut(m, rate_func=leaving) for m in self.mobjects if id(m) not in stay and m not in on_its_way]

    def make_way(self, *keep: Mobject) -> None:
        """Let everything but ``keep`` leave while the next animation brings what comes: no empty frame between."""
        self._going += self.leave(*keep)

    def let_go(self, *mobjects: Mobject) -> None:
        """Let these leave while the next animation brings what comes."""
        self._going += [FadeOut(mobject, rate_func=leaving) for mobject in mobjects]

    def label(self, text: str, size: float = 0.4, role: str = "text", **kwargs: Any) -> Label:
        return Label(text, size, role, **kwargs)

    def note(
        self, text: str, size: float, width: float, edge: int = -1, *, role: str = "soft", **kwargs: Any
    ) -> Label | Lines:
        """Return small print: on one line at 16:9, elsewhere on as many as it takes within ``width``."""
        if self.layout.is_wide:
            return Label(text, size, role, **kwargs)
        return Lines(text, size, width, role, edge=edge, **kwargs)

    def claim(self, words: str, holds: bool, measured: str, by_clock: bool = False) -> bool:
        """Note in the sidecar whether what the narration may say holds on this input; ``by_clock``, here and now."""
        said = str(in_words_of(words, self.params.translations))
        self.record.claims.append({"claim": said, "holds": bool(holds), "measured": str(translated(measured))})
        if by_clock:
            self.record.claims_by_clock.add(said)
        return bool(holds)

    def counted(self, what: str) -> tuple[str, Reading]:
        """Return a counted number for a label: its digits and its Reading (see ``Bundle.count``)."""
        return grouped(self.bundle.count(what))

    # -- what film and tests ask -----------------------------------------------------------------------

    def tear_down(self) -> None:
        self._now = self.time
        self._at_end = self.numbers_now()
        self.record.close(self.time)
        super().tear_down()

    def visible_texts(self) -> list[SeenText]:
        """Return every text that can be read now, with points ``[N, 2]`` on it in the scene, and its em."""
        found: list[SeenText] = []
        for mobject in family(self.mobjects):
            if isinstance(mobject, Label) and mobject.get_fill_opacity() > 0.05:
                found.append((mobject.text, mobject.points[:, :2], mobject.em))
            elif isinstance(mobject, DataMobject):
                found.extend(mobject.visible_texts())
        return found

    def numbers_now(self) -> list[dict[str, Any]]:
        """Return the numbers that can be read now, or at the end; each has its ``end`` when the clip is over."""
        if self._at_end is not None:
            return self._at_end
        self.record.note(self.mobjects, self._now, came=self._start if self.renderer.skip_animations else None)
        return self.record.now()

    def sidecar(self) -> dict[str, Any]:
        """Return what was shown, for the file next to the clip."""
        return {
            "scene": type(self).__name__,
            "params": self.params.model_dump(mode="json"),
            **self.answers.sidecar(),
            **self.record.as_dict(),
        }
