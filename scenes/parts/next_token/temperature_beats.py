"""Beats: each logit divided by a temperature before the softmax."""

from __future__ import annotations

from collections.abc import Iterable

from manim import RIGHT, UP, VGroup

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import exchange
from attention_scenes.scenes.mobjects.charts.temperature import Slider
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.parts.next_token.logit_beats import Shares
from attention_scenes.scenes.parts.next_token.next_token_data import LastToken
from attention_scenes.scenes.parts.next_token.next_token_places import places_in


def show_temperature(scene: AttentionScene, last: LastToken, shares: Shares) -> Shares:
    """Slide the temperature down and up; the slider stays in the place of the note."""
    values, start = scene.params.temperatures, scene.params.temperatures.index(1.0)
    at = places_in(scene.layout)
    slider = Slider("T", values, start, at.full).shift(at.bars_left * RIGHT + at.slider_y * UP)
    divided = scene.label(label_text("logits ÷ T"), 0.32, "soft").move_to(shares.heading[0], RIGHT)
    divided.stand_on(at.top + 0.52)
    first = last.names[0]
    with scene.beat("temperature", "Before the softmax, each logit may be divided by a temperature T."):
        scene.play(*exchange(shares.note, slider), *exchange(shares.heading[0], divided), run_time=1)
    shares = shares._replace(heading=VGroup(divided, shares.heading[1]), note=slider)
    scene.add(*[m for m in shares.tempered.submobjects if m not in scene.mobjects])
    if start > 0:
        with scene.beat(
            "cold", phrased("T below 1 sharpens: “{word}” takes more and more.", word=first), constants("1")
        ):
            slide(scene, shares, slider, range(start - 1, -1, -1))
            if start < len(values) - 1:  # what is said next begins where this began
                scene.wait(0.8)
                slide(scene, shares, slider, [start])
    if start < len(values) - 1:
        with scene.beat("hot", *when_hot(scene)):
            slide(scene, shares, slider, range(start + 1, len(values)))
    with scene.beat("prompt", "A prompt changes the logits, not T. T is set by whoever runs it."):
        slide(scene, shares, slider, [start])
    return shares


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
