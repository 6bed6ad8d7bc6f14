"""Beats: one dot product worked through, then the same query against another key."""

from __future__ import annotations

from manim import LEFT, RIGHT, UP, Group

from attention_scenes.scenes.captions import claim_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.labels import line
from attention_scenes.scenes.mobjects.vectors.dot_product import DotProduct
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

ASIDE = 3.2


def show_two_products(scene: AttentionScene, focus: HeadFocus, other: int | None) -> None:
    """Show the query times its partner's key, term by term, and times the key of ``other`` where there is one."""
    first = products(scene, focus, focus.partner)
    with scene.beat("dot product", "Multiply pair by pair and add: one number, the score."):
        for part in first:
            scene.play(FadeIn(part), run_time=0.7)
    if other is not None:
        show_other(scene, focus, first, other)
    scene.make_way()


def show_other(scene: AttentionScene, focus: HeadFocus, first: list[Group], other: int) -> None:
    scores = focus.read("raw_scores").value[focus.query]
    worse = scene.claim(
        "the other word's score is smaller",
        scores[other] < scores[focus.partner],
        claim_text("{one} against {other}", one=f"{scores[other]:.2f}", other=f"{scores[focus.partner]:.2f}"),
    )
    caption = phrased("The same query meets “{word}”: here the score is no lower.", word=focus.word(other))
    if worse:
        caption = phrased("The same query meets “{word}”: a lower score, a worse fit.", word=focus.word(other))
    with scene.beat("other", caption):
        scene.play(*[part.animate.shift(ASIDE * LEFT) for part in first], run_time=0.8)
        for part in products(scene, focus, other):
            scene.play(FadeIn(part.shift(ASIDE * RIGHT)), run_time=0.6)
        scene.wait(0.5)


def products(scene: AttentionScene, focus: HeadFocus, index: int) -> list[Group]:
    """Return the products of the query and a word's key, part by part."""
    at = (focus.query, index)
    table = DotProduct(
        focus.read("rot_q")[focus.query], focus.read("rot_k")[index], focus.read("raw_scores")[at],
        focus.read("attn_scores")[at], visible=8, em=0.36,
    )  # fmt: skip
    words = ((focus.word(focus.query), "query"), ("·", "soft"), (focus.word(index), "key"))
    title = line(*[scene.label(text, 0.36, role) for text, role in words])
    parts = table.rows()[:3]
    title.next_to(table.factors, UP, buff=0.3).set_x(table.get_x())
    Group(title, *parts).move_to(scene.layout.stage.at(up=0.12))
    return [Group(title, parts[0]), *parts[1:]]
