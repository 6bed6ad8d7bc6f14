"""Beats: a vector for each token comes out of the last layer, and none for the next one yet."""

from __future__ import annotations

from manim import Mobject, linear

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.parts.next_token.next_token_data import LastToken, stack_of
from attention_scenes.scenes.parts.next_token.next_token_places import NextTokenPlaces, beside, places_in
from attention_scenes.scenes.parts.next_token.text_row import TextRow

RUN, FLIGHT = 2.3, 2.4  # seconds: of the vectors through all layers, of the camera round to where they come out
DIM = 0.5  # of what is not spoken of


def show_vectors(scene: AttentionScene, last: LastToken) -> tuple[TextRow, LayerStack, Mobject]:
    """Let the text run through all layers, of whose output the last vector alone is used; a note stays."""
    tokens, at = scene.bundle.tokens(), places_in(scene.layout)
    row = TextRow(tokens, scene.layout.words.width, at.row_em).at(at.row_y)
    stack = stack_of(scene)
    look(stack, at, behind=False)
    stack.reach = 2.0
    note = told(scene, row, len(tokens), at)
    scene.add(stack, row.places)
    with scene.beat("vectors", "After the last layer, each token has its own vector."):
        run = Change(stack, reach=stack.n_layers + 1.0, run_time=RUN, rate_func=linear)
        scene.play(run, CameraFlight(stack, from_behind(stack, at), run_time=FLIGHT), unsaid(stack))
        scene.play(FadeIn(note, run_time=0.8))
    empty = beside(label_text("an empty vector there could be trained to predict; this model has none"), at)
    with scene.beat("no vector yet", "The next token has no vector yet: it is what we ask for."):
        scene.play(FadeIn(row.slot), *exchange(note, empty), run_time=0.8)
    word = called(tokens, last.index)
    mixed = beside(
        label_text("the only one that has read all: attention has mixed the others in; the first read itself alone"), at
    )
    with scene.beat("last", phrased("For the next token only that of “{word}” is used.", word=word)):
        glow = stack.glow * 0
        glow[-1] = 1
        scene.play(
            Change(stack, glow=glow, opacities=0.5, rails=0.0), *row.light(DIM, [last.index]),
            *exchange(empty, mixed), run_time=1.2,
        )  # fmt: skip
    return row, stack, mixed


def unsaid(stack: LayerStack) -> Change:
    """Return the animation of words that go while the camera goes: from behind they could not be read."""
    return Change(stack, said=0.0, run_time=0.8)


def told(scene: AttentionScene, row: TextRow, count: int, at: NextTokenPlaces) -> Mobject:
    """Return what is said below the stack: as many vectors come out as tokens go in."""
    number = (str(count), scene.bundle.count("tokens"))
    text, numbers = (
        label_text("{count} tokens in, {count} vectors out, “start” among them", count=count),
        [number, number],
    )
    if count == 1 or scene.bundle.tokens()[0].word >= 0:
        text = label_text("tokens in: {count}, vectors out: {count}", count=count)
    elif row.first > 1:
        numbers += [(str(row.first), scene.bundle.count(f"position.{row.first}"))]
        text = label_text(
            "{count} tokens in, {count} vectors out; the first {some} are not written above",
            count=count, some=row.first,
        )  # fmt: skip
    return beside(text, at, numbers=numbers)


def look(stack: LayerStack, at: NextTokenPlaces, *, behind: bool) -> None:
    """Put the camera before the stack, or where its threads come out."""
    pose = from_behind(stack, at) if behind else before(stack, at)
    for name, value in pose._asdict().items():
        setattr(stack, name, value)


def before(stack: LayerStack, at: NextTokenPlaces) -> Pose:
    """Return a pose that sees the whole stack, words first."""
    return Pose(**stack.whole(*at.stack.corners, pitch=24, yaw=48))


def from_behind(stack: LayerStack, at: NextTokenPlaces) -> Pose:
    """Return a pose that sees the whole stack from where the threads come out, the last of them in front."""
    return Pose(**stack.whole(*at.stack.corners, pitch=15, yaw=121))
