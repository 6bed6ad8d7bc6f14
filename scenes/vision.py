"""Vision: a picture cut into patches that are tokens, read without a mask; what weights tell of it, and what not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from attention_scenes.model.answers.clip_answers import ClipAnswers
from attention_scenes.model.pictures.named import checked_picture, digest_of, held_out_label
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.model_label import label_of
from attention_scenes.scenes.framework.params import SceneParams, models_with
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.vision.blank_beats import show_blank, show_counted
from attention_scenes.scenes.parts.vision.mask_beats import show_end, show_front, show_why
from attention_scenes.scenes.parts.vision.order_beats import show_orders, show_shuffled
from attention_scenes.scenes.parts.vision.picture_beats import show_picture
from attention_scenes.scenes.parts.vision.reading_beats import show_answer, show_unmasked
from attention_scenes.scenes.parts.vision.token_beats import show_tokens, wall_of
from attention_scenes.scenes.parts.vision.vision_facts import VisionFacts
from attention_scenes.scenes.parts.vision.vision_models import DIGITS, SHOWN, models, needs_of, refuse_other
from attention_scenes.scenes.parts.vision.weight_towers import show_heads


class Vision(AttentionScene):
    """A picture whose patches lift off as tokens: they read each other without a mask, and a class token answers.

    A small vision transformer of our own reads handwritten digits of 8 × 8 dots, 16 patches of 2 × 2. Each patch
    becomes a vector, to which that of its place is added; a class token comes before them. Nothing is masked. Then it
    is asked what weights explain: the class token's heads beside the ink; the patches it reads most made blank, beside
    random ones and those with most ink. Patches change places, and a mask is tried, with the class token in front and
    at the end. All is counted on digits that training never saw.

    Answers: Can a transformer read pictures? What are its tokens? Would a picture be masked? Does attention show what
    a model looks at? How does it know where a patch was?

    Measured: Every dot, vector, weight and probability; how the class token's weights go with ink; right answers of
    seven runs: as it is, with patches blank or shuffled, without places, with a mask.

    Told: Which digit a picture was written as; that whatever can be cut into pieces can be tokens; that no patch has to
    guess the next one; that weights of DINO, a larger model, do find objects.

    Yours: Give another held-out digit by its number, or your own `picture` file; our model sees it as 8 × 8 dots.
    `--model vit=FOLDER` takes a vision transformer (ViT or DINOv2) in place of ours; what is counted stays ours.

    Further: Dosovitskiy and others, [An image is worth 16×16 words](https://arxiv.org/abs/2010.11929) (2020). Jain and
    Wallace, [Attention is not explanation](https://arxiv.org/abs/1902.10186) (2019): weights and what hangs on them.
    Caron and others, [Emerging properties in self-supervised vision transformers](https://arxiv.org/abs/2104.14294)
    (2021): DINO, whose class token's weights do find objects.
    The digits: Alpaydin and Kaynak, [Optical recognition of handwritten
    digits](https://archive.ics.uci.edu/dataset/80), UCI, CC BY 4.0.
    """

    class Params(SceneParams):
        own_words = frozenset({"picture"})

        picture: Annotated[str, AfterValidator(checked_picture)] = Field(
            "0", description="A held-out digit by its number, or a picture file."
        )

    title = "Vision"
    tagline = "patches that lift off as tokens, and no mask"
    chapter = 7
    order = 40
    reads_first = True
    seconds = 72
    layouts = all_four()
    poster = "answer"
    models: ClassVar[Mapping[str, str]] = models()
    foreign = False  # there is no sentence

    @classmethod
    def needs(cls, params: Any, model: Any = None) -> ClipNeeds:
        return needs_of(params, models_with(cls.models, model))

    @classmethod
    def check(cls, params: Any, bundle: ClipAnswers) -> None:
        refuse_other(bundle[SHOWN])

    def models_named(self) -> list[str]:
        return list(dict.fromkeys(label_of(self.bundles[key]) for key in (SHOWN, DIGITS)))

    def construct(self) -> None:
        facts = VisionFacts(self.bundles, held_out_label(digest_of(self.params.picture)))
        self.provenance(label_text("what the model is given"))
        board = show_picture(self, facts, wall_of(self, facts))
        show_tokens(self, facts, board)
        if facts.has_pattern:
            show_unmasked(self, facts)
        show_answer(self, facts)
        show_heads(self, facts)
        show_blank(self, facts)
        show_counted(self, facts)
        show_shuffled(self, facts)
        show_orders(self, facts)
        show_end(self, facts, *show_front(self, facts))
        show_why(self, facts)
