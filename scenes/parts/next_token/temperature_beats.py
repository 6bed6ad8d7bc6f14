"""Beats: each logit divided by a temperature before the softmax."""

from __future__ import annotations

from collections.abc import Iterable

from manim import RIGHT, UP, Mobject, Rectangle, SurroundingRectangle, VGroup

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.charts.temperature import Slider
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.next_token.logit_beats import Shares
from attention_scenes.scenes.parts.next_token.next_token_data import LastToken
from attention_scenes.scenes.parts.next_token.next_token_places import places_in
from attention_scenes.scenes.parts.next_token.text_row import TextRow


def show_temperature(scene: AttentionScene, last: LastToken, row: TextRow, shares: Shares) -> Shares:
    """Slide the temperature down and up; the slider stays in the place of the note."""
    values, start = scene.params.temperatures, scene.params.temperatures.index(1.0)
    at = places_in(scene.layout)
    slider = Slider("T", values, start, at.full).shift(at.bars_left * RIGHT + at.slider_y * UP)
    divided = scene.label(label_text("logits ÷ T"), 0.32, "soft").move_to(shares.heading[0], RIGHT)
    divided.stand_on(at.top + 0.52)
    first = last.names[0]
    heights = heights_told(scene)
    with scene.beat("temperature", "Before the softmax, each logit may be divided by a temperature T."):
        scene.play(*exchange(shares.note, slider), *exchange(shares.heading[0], divided), FadeIn(heights), run_time=1)
    shares = shares._replace(heading=VGroup(divided, shares.heading[1]), note=slider)
    scene.add(*[m for m in shares.tempered.submobjects if m not in scene.mobjects])
    if start > 0:
        with scene.beat(
            "cold", phrased("T below 1 sharpens: “{word}” takes more and more.", word=first), constants("1")
        ):
            slide(scene, shares, slider, range(start - 1, -1, -1))
    if start < len(values) - 1:
        with scene.beat("hot", *when_hot(scene)):
            slide(scene, shares, slider, range(start, len(values)))
    with scene.beat("prompt", "The prompt makes the logits; T is set by whoever runs the model."):
        framed = show_sources(scene, last, row, shares, slider)
        slide(scene, shares, slider, [start])
    scene.let_go(*framed, heights)
    return shares


def heights_told(scene: AttentionScene) -> Lines:
    """Return beside the highest star, which stays, what a height is while the temperature changes."""
    at = places_in(scene.layout)
    told = Lines(label_text("heights: logits ÷ T, all shifted"), 0.34, 4.6, edge=1)  # one line: the ring’s name rises
    return told.move_to([scene.layout.words.right, at.row_y - 0.4, 0], UP + RIGHT)


def show_sources(scene: AttentionScene, last: LastToken, row: TextRow, shares: Shares, slider: Slider) -> list[Mobject]:
    """Frame the text and the logits that it makes in one colour, the temperature in another; return the frames."""
    heading, rows = shares.heading[0], shares.bars.names[: len(last.names)]
    right, left = heading.get_right()[0], rows.get_right()[0] + 0.25
    column = Rectangle(width=right - left, height=rows.height).move_to([(left + right) / 2, rows.get_y(), 0])
    text, made, own = (
        frame_round(mobject, role) for mobject, role in ((row.places, "first"), (column, "first"), (slider, "third"))
    )
    linked: list[Mobject] = [text, made]
    if scene.layout.is_wide:  # elsewhere the sky lies between
        end = heading.get_top() + 0.06 * UP
        linked.append(Arrow([end[0], text.get_bottom()[1], 0], end, scene.palette.first, 5))
    scene.play(FadeIn(*linked), run_time=0.6)
    scene.play(FadeIn(own), run_time=0.4)
    return [*linked, own]


def frame_round(mobject: Mobject, role: str) -> SurroundingRectangle:
    color = getattr(palette(), role)
    return SurroundingRectangle(mobject, color=color, buff=0.13, corner_radius=0.12, stroke_width=4)


def when_hot(scene: AttentionScene) -> tuple[str, Numbers]:
    """Return what can be said of the highest temperature."""
    hot = next_tokens(scene.bundle, temperature=scene.params.temperatures[-1])
    most = float(hot.rest) > float(hot.probabilities[0])
    held = scene.claim(
        "at the highest temperature all unlisted tokens together are likelier than the first",
        most,
        claim_text("{one} against {other}", one=f"{float(hot.rest):.3f}", other=f"{float(hot.probabilities[0]):.3f}"),
    )
    if held:
        most = scene.params.temperatures[-1]
        caption = phrased("T above 1 flattens: at T = {most} all the others together win.", most=f"{most:g}")
        return caption, constants("1", f"{most:g}")
    return phrased("T above 1 flattens: others gain."), constants("1")


def slide(scene: AttentionScene, shares: Shares, slider: Slider, way: Iterable[int]) -> None:
    scene.wait(0.25)  # the whole sky moves at once: a moment longer to read
    for index in way:
        if index != slider.now:
            sky = Change(shares.sky, layout=2.0 + index)
            scene.play(*slider.to(index), *shares.tempered.to(index), sky, run_time=0.8)
            scene.wait(0.2)
