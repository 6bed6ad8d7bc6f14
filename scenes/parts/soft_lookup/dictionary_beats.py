"""Beats: a Python dictionary finds a key that is equal, and fails without one."""

from __future__ import annotations

from manim import LEFT, RIGHT, UP, Create, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import SENTENCE
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.lookup_table import Lookup
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.soft_lookup.look_up_places import note_height


def code_line(scene: AttentionScene, key: str, answer: str) -> tuple[Label, Label]:
    """Return a line of Python and what it gives."""
    low, em = note_height(scene.layout), 0.46 if scene.layout.is_wide else 0.42
    asked = Label(f'd["{key}"]', em).move_to(0.5 * LEFT, RIGHT).stand_on(low)
    given = Label(f"→  {answer}", em).next_to(asked, RIGHT, buff=0.4).stand_on(low)
    if not scene.layout.is_wide:
        VGroup(asked, given).set_x(0)
    return asked, given


def dictionary_title(scene: AttentionScene) -> Label | Lines:
    """Return the dictionary as Python has it."""
    blank = " " if scene.layout.is_wide else "\u00a0"  # a line is broken between pairs alone
    shown = ", ".join(f'"{key}":{blank}"{value}"' for key, value in scene.params.entries)
    text, place = f"d{blank}={blank}{{{shown}}}", scene.layout.sentence
    if scene.layout.is_wide:
        return fitted(scene.label(text, 0.46), 12.6).move_to(place.at())
    return Lines(text, scene.layout.em.caption, place.width).move_to(scene.layout.band(*SENTENCE).at(UP), UP)


def show_dictionary(scene: AttentionScene, table: Lookup) -> None:
    """Ask a Python dictionary for a key that it has, and for the word."""
    params = scene.params
    title = dictionary_title(scene)
    scene.add(title, table.keys, table.fruits)
    with scene.beat("dictionary", "Looking up in a Python dictionary: each key leads to its value."):
        scene.play(Create(table.leads, lag_ratio=0.2), FadeIn(table.values, rate_func=late), run_time=1)
    (key, value), lead = params.entries[-1], table.leads[-1]
    hit = code_line(scene, key, f'"{value}"')
    with scene.beat("hit", phrased("Ask for “{word}”: one key is equal, so its value comes back.", word=key)):
        scene.play(FadeIn(hit[0]), run_time=0.5)
        scene.play(lead.animate.set_color(scene.palette.text), FadeIn(hit[1], rate_func=late))
    known = dict(params.entries).get(params.asked)
    miss = code_line(scene, params.asked, f'KeyError: "{params.asked}"' if known is None else f'"{known}"')
    caption = phrased("Ask for “{word}”: that is a key as well.", word=params.asked)
    if known is None:
        caption = phrased("Ask for “{word}”: no key is equal, so there is an error.", word=params.asked)
    plain = VGroup()
    if known is None:
        words = label_text("KeyError: Python’s way to say that it has no such key")
        plain.add(scene.note(words, 0.36, scene.layout.stage.width, edge=0, role="text"))
        plain.move_to((note_height(scene.layout) - 0.55) * UP)
    with scene.beat("miss", caption):
        dimmed = lead.animate.set_color(scene.palette.faint)
        scene.play(FadeOut(*hit, rate_func=early), FadeIn(miss[0], rate_func=late), dimmed, run_time=0.8)
        scene.play(FadeIn(miss[1], *plain), run_time=0.5)
        scene.wait(1)
    scene.let_go(title, *miss, *plain, table.leads, table.fruits)
