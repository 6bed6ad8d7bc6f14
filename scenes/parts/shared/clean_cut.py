"""Cut from one picture to the next between two beats: the old is gone before the new stands where it was."""

from __future__ import annotations

from collections.abc import Sequence

from manim import Mobject

from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeOut

GOES, STANDS = 0.4, 0.3  # seconds: the old fades, the new stands before its caption comes
LEAVES = 0.3  # of its opacity that fades


def falling(t: float) -> float:
    """Ease a fade that does not end in nothing: the last of it gives way at once, and no frame is empty."""
    return LEAVES * t**2


def cut_to(scene: AttentionScene, *coming: Mobject, gone: Sequence[Mobject] | None = None) -> None:
    """Let ``gone``, all that is on screen where none is given, fade; the new stands at once, without a caption.

    Text on text is read by nobody, and a caption under the picture before says what is not there.
    """
    clear(scene, gone)
    stand(scene, *coming)


def clear(scene: AttentionScene, gone: Sequence[Mobject] | None = None) -> None:
    """Let ``gone``, all that is on screen where none is given, fade along with the caption."""
    going = [fade.mobject for fade in scene.leave()] if gone is None else list(gone)
    scene.say("")
    scene.play(*[FadeOut(one, rate_func=falling) for one in going], run_time=GOES)


def stand(scene: AttentionScene, *coming: Mobject) -> None:
    """Show what comes at once, and let it stand until its caption comes."""
    scene.add(*coming)
    scene.wait(STANDS)
