"""Beats: one dot product worked through, then the same query against another key."""

from __future__ import annotations

from manim import LEFT, RIGHT, UP, Group

from attention_scenes.scenes.captions import claim_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.labels import line
from attention_scenes.scenes.mobjects.vectors.dot_product import DotProduct
from attention_scenes.scenes.parts.queries_keys.question_places import QuestionPlaces
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


def show_two_products(scene: AttentionScene, focus: HeadFocus, at: QuestionPlaces, other: int | None) -> None:
    """Show the query times its partner's key, term by term, and times the key of ``other`` where there is one."""
    first = products(scene, focus, at, focus.partner)
    with scene.beat("dot product", "Multiply pair by pair and add: one number, the score."):
        for part in first:
            scene.play(FadeIn(part), run_time=0.7)
    if other is not None:
        show_other(scene, focus, at, first, other)
    scene.make_way()


def show_other(scene: AttentionScene, focus: HeadFocus, at: QuestionPlaces, first: list[Group], other: int) -> None:
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
        scene.play(*[part.animate.shift(at.beside * LEFT) for part in first], run_time=0.8)
        for part in products(scene, focus, at, other):
            scene.play(FadeIn(part.shift(at.beside * RIGHT)), run_time=0.6)
        scene.wait(0.5)


def products(scene: AttentionScene, focus: HeadFocus, at: QuestionPlaces, index: int) -> list[Group]:
    """Return the products of the query and a word's key, part by part."""
    pair = (focus.query, index)
    table = DotProduct(
        focus.read("rot_q")[focus.query], focus.read("rot_k")[index], focus.read("raw_scores")[pair],
        focus.read("attn_scores")[pair], visible=8, em=0.36,
    )  # fmt: skip
    words = ((focus.word(focus.query), "query"), ("·", "soft"), (focus.word(index), "key"))
    title = line(*[scene.label(text, 0.36, role) for text, role in words])
    parts = table.rows()[:3]
    title.next_to(table.factors, UP, buff=0.3).set_x(table.get_x())
    shown = Group(title, *parts)
    if at.product != 1:
        shown.scale(at.product)
    shown.move_to(scene.layout.stage.at(up=0.12))
    return [Group(title, parts[0]), *parts[1:]]
