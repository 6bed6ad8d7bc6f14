"""The heading of a stage: what is counted, or compared, below it."""

from __future__ import annotations

from manim import LEFT, UP

from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.text.lines import Lines


def heading_of(scene: AttentionScene, text: str, numbers: Numbers = ()) -> Lines:
    """Return what is counted, at the top left of the stage; ``numbers`` are those in the text."""
    stage, em = scene.layout.stage, scene.layout.em.word
    found = Lines(text, 1.15 * em if scene.layout.is_wide else em, stage.width, edge=-1, numbers=numbers)
    return found.move_to(stage.at(UP + LEFT), UP + LEFT)
