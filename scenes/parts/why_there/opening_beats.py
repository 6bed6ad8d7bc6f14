"""Beats: one score of one head, and the two words whose parts it is made of."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP, Group, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.depth.term_wall import TermWall
from attention_scenes.scenes.mobjects.marks.dots import Arcs
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.shared.head_cards import head_card, reads_adjectives
from attention_scenes.scenes.parts.shared.part_names import counts_by_kind, how_many, shown
from attention_scenes.scenes.parts.why_there.score_pair import ScorePair
from attention_scenes.scenes.parts.why_there.side_list import Row, hero, rows_of, set_in, told_of_norm
from attention_scenes.scenes.parts.why_there.wall_labels import edge_labels
from attention_scenes.scenes.parts.why_there.why_places import WhyPlaces

DIM = 0.25  # of arcs that are not the score's
GLOW = ((4.5, 0.1), (2.5, 0.2))  # round the score's arc: how many times as wide, and opacity
CARD = 4.4  # scene units: width of the head's card


def show_score(scene: AttentionScene, pair: ScorePair) -> tuple[TokenRow, Group]:
    """Show the sentence, what the query reads of it, and the score on one key; return the row and what goes."""
    stage, (query, key) = scene.layout.stage, pair.words
    row = TokenRow(pair.tokens, 0.56, width=stage.width).move_to(stage.at(up=-0.2))
    glow = [arcs_over(scene, pair, row, wider, light) for wider, light in GLOW]
    arcs = Group(*glow, arcs_over(scene, pair, row))
    score = shown(pair.score, 3)
    large = hero(scene, score, label_text("the score, before softmax"), "focus").next_to(row, DOWN, buff=0.6)
    large[1].next_to(large[0], DOWN, buff=0.22)
    scene.add(row, arcs, large)
    layer, head = scene.bundle.chosen_head()
    why = label_text("here: why it looks at “{word}”", word=key)
    card = head_card(scene, layer, head, [reads_adjectives], why, width=min(stage.width, CARD))
    card.move_to(stage.at(UP + RIGHT, up=0.1), UP + RIGHT)
    above = row.boxes[: pair.query + 1].get_right()[0], row.get_top()[1]  # arcs end there
    free = [card] if above[0] < card.get_left()[0] and above[1] < card.get_bottom()[1] else []
    caption = phrased("“{query}” scores “{key}” {score}. Why that much?", query=query, key=key, score=score[0])
    with scene.beat("score", caption, [score]):
        tint(scene, row, pair)
        if free:
            scene.play(FadeIn(*free), run_time=0.8)
        scene.wait(0.5)
    return row, Group(arcs, large, *free)


def arcs_over(scene: AttentionScene, pair: ScorePair, row: TokenRow, wider: float = 1.0, light: float = 1.0) -> Arcs:
    """Return the query's weights as arcs over the row; that on the key is lit, and ``wider`` ones give it a glow."""
    layer, head = scene.bundle.chosen_head()
    pattern, middles = scene.bundle.read("pattern", layer, head), [box.get_center() for box in row.boxes]
    arcs = Arcs(
        pattern, np.array([middle[0] for middle in middles]), 2.9, scene.palette.rgba("focus"), thick=0.5 * wider
    )
    above = middles[pair.query][1] > middles[0][1] - 0.1  # on the first line, where all that it reads is, too
    for n, (q, k) in enumerate(arcs.pairs):
        arcs.opacities[n] = (light if k == pair.key else DIM * (wider == 1)) * (q == pair.query) * above
    return arcs.shift([0, max(box.get_top()[1] for box in row.boxes) + 0.05, 0])


def tint(scene: AttentionScene, row: TokenRow, pair: ScorePair) -> None:
    """Give the query and the key their colours."""
    for index, role in ((pair.key, "key"), (pair.query, "query")):
        color = getattr(scene.palette, role)
        row.boxes[index].set_stroke(color, opacity=1).set_fill(color, opacity=0.2)
        row.labels[index].set_fill(color)


def show_parts(
    scene: AttentionScene, pair: ScorePair, places: WhyPlaces, row: TokenRow, gone: Group
) -> tuple[TermWall, VGroup]:
    """Let the two words go to the edges of the wall, each as the parts it is a sum of; return wall and edge labels."""
    wall = TermWall(pair.terms, pair.full, pair.tallest, *box(scene))
    wall.stand_at(wall.pose(*places.wall.corners, *places.lean))
    wall.shown, wall.tiles = 0.0, 1.0
    labels = edge_labels(scene, pair, wall)
    writes = pair.terms.writes
    rows: list[Row] = [((name, []), (count[0], [count]), "text") for name, count in counts_by_kind(scene, writes)]
    count, layer = grouped(how_many(scene, writes)), scene.counted("head.layer")
    ledger = set_in(
        places.ledger,
        hero(scene, count, label_text("parts of each word’s vector")),
        rows_of(scene, rows, min(4.2, places.ledger.width)),
        *told_of_norm(scene, places.ledger) * scene.layout.is_wide,
    )
    what = {"layer": layer[0], "count": count[0]}
    caption = phrased("What reaches layer {layer} is a sum of {count} parts, for each word.", **what)
    with scene.beat("parts", caption, [layer, count]):
        two = VGroup(row.token(pair.query), row.token(pair.key))
        rest = [row.token(n) for n in range(len(pair.tokens)) if n not in (pair.query, pair.key)]
        moves = [
            token.animate.scale(0.9 * labels[n].em / token[1].em).move_to(labels[n]) for n, token in enumerate(two)
        ]
        leave = [FadeOut(gone), FadeOut(VGroup(*rest, row.joiners))]
        scene.play(*leave, FadeIn(wall), *moves, Change(wall, query_rays=1.0), run_time=2.0)
        scene.play(
            FadeOut(two, run_time=0.5), FadeIn(labels, run_time=0.5), FadeIn(ledger, run_time=0.8),
            Change(wall, key_rays=1.0, run_time=1.4),
        )  # fmt: skip
    scene.remove(row)
    scene.let_go(ledger)
    return wall, labels


def box(scene: AttentionScene) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the frame over the caption as low and high."""
    frame, stage = scene.layout.frame, scene.layout.stage
    low = stage.bottom - 0.1 if scene.layout.is_wide else stage.bottom + 0.4  # over the lines of a caption
    return (frame.left, low), (frame.right, frame.top)
