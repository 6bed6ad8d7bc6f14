"""Panels of a recap: a picture behind glass for each idea, its number below, and in the end the question to stop at."""

from __future__ import annotations

from typing import Any

from manim import LEFT, ORIGIN, Group, Mobject, RoundedRectangle, VGroup

from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.illustrations.pictures import picture
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.shaping import least_em
from attention_scenes.scenes.parts.recap.chapter_recap import Idea, Shown
from attention_scenes.scenes.parts.recap.recap_places import places_in

FAINT = 0.6  # the opacity of a title whose idea is not told yet
TITLE = 0.4  # em
QUESTIONS = (0.46, 0.42, 0.38, 0.34, 0.3)  # em of questions in panels
ICON, CORNER, INSIDE = 0.42, 0.12, 0.16  # scene units: height of a drawing, a panel's corner, room round its picture


class IdeaCards(VGroup):
    """The ideas' titles, faint until :meth:`fill` brings the panel of each with its picture."""

    def __init__(self, scene: AttentionScene, ideas: tuple[Idea, ...]) -> None:
        self.scene, self.ideas = scene, ideas
        self.places = places = places_in(scene.layout, len(ideas))
        self.frames = [panel(scene, place) for place in places.panels]
        self.titles = [self._title(n) for n in range(len(ideas))]
        self.told: list[Mobject] = []
        self.pictures: list[Mobject] = []
        self.in_panels: list[Mobject] = []
        super().__init__(*self.titles)

    def _title(self, n: int) -> VGroup:
        x, y = self.places.titles[n].tolist()
        name = fitted(Label(self.ideas[n].title, TITLE), self.places.room - (ICON + 0.2) * bool(self.ideas[n].icon))
        parts = VGroup(name.set_fill(opacity=FAINT))
        if self.ideas[n].icon:
            drawn = picture(self.ideas[n].icon, ICON).next_to(name, LEFT, buff=0.16).fade(1 - FAINT)
            parts = VGroup(name, drawn.set_y(name.baseline + 0.13))
        edge = LEFT if self.places.edge < 0 else ORIGIN
        parts.move_to([x, y, 0], edge)
        return parts.shift([0, y - name.baseline, 0])

    def inside(self, n: int) -> Place:
        """Return the place of an idea's picture."""
        place = self.places.panels[n]
        return Place(place.left + INSIDE, place.bottom + INSIDE, place.right - INSIDE, place.top - INSIDE)

    def fill(self, n: int, shown: Shown) -> list[list[Any]]:
        """Return the animations that bring an idea: its panel and picture, then its number and what is told."""
        number = self.scene.label(shown.number[0], self.places.number, numbers=[shown.number])
        number = fitted(number, self.places.room - INSIDE)
        told = self._lines(n, shown.told, shown.role, numbers=shown.in_told)
        self._stand(number, n, 0.0)
        self.told.append(told)
        self.pictures.append(shown.picture)
        title = [part.animate.set_fill(opacity=1) for part in self.titles[n][:1]]
        title += [FadeIn(part.copy().set_opacity(1)) for part in self.titles[n][1:]]
        frame = self.frames[n].set_stroke(self.scene.palette.soft, opacity=0.9)
        return [[FadeIn(frame), FadeIn(shown.picture), *title], [FadeIn(VGroup(number, told))]]

    def ask(self) -> list[Any]:
        """Return the animations that bring the questions to stop at: in the panels where they have room, else below."""
        self.in_panels = self._in_panels() if self.scene.layout.is_wide else []
        below = [] if self.in_panels else [self._lines(n, idea.question, "text") for n, idea in enumerate(self.ideas)]
        gone, come = (self.pictures, self.in_panels) if self.in_panels else (self.told, below)
        return [FadeOut(Group(*gone), rate_func=early), FadeIn(Group(*come), rate_func=late)]

    def look_back(self) -> list[Any]:
        """Return the animations that bring the pictures back where questions stand in their panels."""
        if not self.in_panels:
            return []
        return [FadeOut(Group(*self.in_panels), rate_func=early), FadeIn(Group(*self.pictures), rate_func=late)]

    def _in_panels(self) -> list[Mobject]:
        """Return the questions in their panels, all of the largest em in which each has room; none where none is."""
        places = [self.inside(n) for n in range(len(self.ideas))]
        for em in QUESTIONS:
            asked = [Lines(idea.question, em, at.width, "text") for idea, at in zip(self.ideas, places, strict=True)]
            if all(lines.height <= at.height for lines, at in zip(asked, places, strict=True)):
                return [lines.move_to(at.at()) for lines, at in zip(asked, places, strict=True)]
        return []

    def _lines(self, n: int, text: str, role: str, **kwargs: Any) -> Lines:
        em, below = self.places.told
        lines = Lines(text, em, self.places.room, role, edge=self.places.edge, **kwargs)
        while lines.height > self.places.deep and em > 1.05 * least_em():
            em = max(0.9 * em, least_em())
            lines = Lines(text, em, self.places.room, role, edge=self.places.edge, **kwargs)
        return self._stand(lines, n, below)

    def _stand(self, words: Any, n: int, down: float) -> Any:
        """Stand the first baseline of words so far below that of an idea's number."""
        x, y = self.places.numbers[n].tolist()
        words.move_to([x, y, 0], LEFT if self.places.edge < 0 else ORIGIN)
        first = words[0] if isinstance(words, Lines) else words
        return words.shift([0, y - down - first.baseline, 0])


def panel(scene: AttentionScene, place: Place) -> RoundedRectangle:
    """Return the glass that a picture stands behind."""
    colors = scene.palette
    return RoundedRectangle(
        corner_radius=CORNER, width=place.width, height=place.height, stroke_width=2, stroke_color=colors.line,
        fill_color=colors.soft, fill_opacity=0.06,
    ).move_to(place.at())  # fmt: skip


def within(mobject: Mobject, place: Place) -> Mobject:
    """Scale a picture down to its place and put it into the middle."""
    return mobject.scale(min(1.0, place.width / mobject.width, place.height / mobject.height)).move_to(place.at())
