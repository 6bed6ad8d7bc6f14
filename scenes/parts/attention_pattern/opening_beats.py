"""Beats: a sentence, arcs over it as wide as its weights, and the same weights as dots of a grid."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject, smooth

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.pattern_claims import word_at, written_word
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.head_card import HeadCard
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.stage.pose import glide
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.token_names import words_of
from attention_scenes.scenes.parts.attention_pattern.pattern_places import places_in
from attention_scenes.scenes.parts.attention_pattern.side_text import LINE, column_width, lines, side_text, side_title
from attention_scenes.scenes.parts.attention_pattern.stage import Stage
from attention_scenes.scenes.parts.shared.head_cards import head_card, reads_adjectives
from attention_scenes.scenes.parts.shared.head_controls import head_controls
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

TEXT = 0.62  # em of the sentence as we read it
CARD = 4.1  # scene units: width of the head's card, at most
OVER_ARCS = 4.0  # from the row to what is said of its arcs, where that does not stand at the stage's upper edge
UNDER_ROW = {False: 0.85, True: 1.3}  # from the row to the line under it; tokens that hang are longer


def show_sentence(scene: AttentionScene, focus: HeadFocus) -> Stage:
    """Show the tokens in a row, then what each reads of the others."""
    stage, place, places = Stage.of(scene, focus), scene.layout.stage, places_in(scene.layout)
    grid, tokens = stage.grid, focus.tokens
    scene.add(grid)
    its_word = word_at(tokens, focus.query)
    cut = sorted((word for word in words_of(tokens) if len(word) > 1), key=lambda word: word != its_word)
    caption, pieces = phrased("The model reads tokens; here each word is one."), []
    if cut:
        pieces = [scene.counted(f"word.{tokens[cut[0][0]].word}.tokens")]
        what = {"word": written_word(tokens, cut[0]), "count": pieces[0][0]}
        caption = phrased("The model reads tokens; “{word}” is {count} of them.", **what)
        if its_word in cut[:1]:
            caption = phrased("The model reads tokens; “{word}” is {count}: its last is followed.", **what)
    note = scene.label(label_text("“start”: a token put before every text"), LINE, "soft")
    left = min(grid.tokens.row[0, 0] - 0.3, -note.width / 2)
    note.move_to([left, float(grid.center[1]) - UNDER_ROW[grid.tokens.hangs], 0], LEFT)
    read = scene.note(label_text("“{text}”", text=scene.params.text), TEXT, place.width, 0, role="text")
    read = fitted(read, place.width).move_to(place.at(up=places.read))
    scene.add(read)
    with scene.beat("tokens", caption, pieces):
        scene.play(FadeIn(note), run_time=0.5)
    query = grid.pairs[:, 0] / max(len(tokens) - 1, 1)
    caption = phrased("Each word reads itself and the words before it.")
    width = scene.label(label_text("width of an arc: its weight, up to 1"), LINE, "soft", numbers=constants("1"))
    mine = scene.label(label_text("what “{word}” reads", word=focus.word(focus.query)), LINE, "focus")
    keys = Group(width, mine).arrange(RIGHT, buff=0.7).move_to(place.at(UP + LEFT), LEFT)
    if not scene.layout.is_wide:
        keys.arrange(DOWN, buff=0.2, aligned_edge=LEFT).move_to(place.at(LEFT, up=places.row[1] + OVER_ARCS), LEFT)
    scene.let_go(note, read)
    with scene.beat("arcs", caption):
        growing = Change(grid, grown=1, delays=query, spread=0.75, run_time=2.2)
        rising = Change(grid, center=stage.row.center, run_time=2.2, rate_func=glide)
        scene.play(growing, rising, FadeIn(width, rate_func=late, run_time=2.2))
        scene.play(Change(grid, hue=1), FadeIn(mine), run_time=0.5)
    scene.let_go(keys)
    return stage


def show_grid(scene: AttentionScene, focus: HeadFocus, stage: Stage) -> Mobject:
    """Let the sentence become both edges of a grid, and each arc the dot of its pair; return what is said beside it."""
    grid = stage.grid
    caption = phrased("The same weights in order: columns ask, rows answer.")
    if scene.params.convention == "rows":
        caption = phrased("The same weights in order: rows ask, columns answer.")
    query = grid.pairs[:, 0] / max(grid.floor.count - 1, 1)
    title = side_title(scene, label_text("self-attention"))
    told = lines(
        scene,
        title,
        (label_text("one sentence on both edges"), ()),
        (label_text("(two texts: cross-attention)"), ()),
        (label_text("area = weight"), ()),
    )
    mine = side_text(scene, label_text("what “{word}” reads", word=focus.word(focus.query)), LINE, "focus")
    told.add(mine.next_to(told, DOWN, buff=0.4, aligned_edge=LEFT))
    card = card_beside(scene, focus, told)
    with scene.beat("grid", caption):
        folding = Change(grid, fold=1, delays=query, spread=0.45, run_time=2.8)
        flight = stage.to(stage.flat, 2.8, edges=1, boxes=0, lattice=1, lit=0.6)
        named = Change(grid, headings=1, run_time=2.8, rate_func=at_the_end)
        scene.play(flight, folding, named, FadeIn(title, told, *card, run_time=2.8, rate_func=at_the_end))
    return Group(title, told, *card)


def card_beside(scene: AttentionScene, focus: HeadFocus, told: Mobject) -> list[HeadCard]:
    """Return the head's card, below what is said beside the grid or at its right; nothing where it has no room."""
    places, edge = places_in(scene.layout), UP + LEFT
    side = places.side
    clear = head_controls(scene, focus.layer, focus.head).prefers and not scene.by_chance
    why = label_text("here: it prefers adjectives") if clear else label_text("here: no clear lead over other words")
    width = column_width(side) if places.below else min(side.width, CARD)
    card = head_card(scene, focus.layer, focus.head, [reads_adjectives], why, width=width, em=0.4)
    corner = told.get_corner(DOWN + LEFT) + 0.3 * DOWN
    if places.below:
        corner = side.at(UP + RIGHT, right=-width)
    fits = card.can_be_read and card.height <= corner[1] - side.bottom + 0.1
    return [card.move_to(corner, edge)] if fits else []


def at_the_end(t: float) -> float:
    """Ease labels in as the dots arrive: between the last arcs and these words little else would be bright."""
    return smooth(max(0.0, 3 * t - 2))
