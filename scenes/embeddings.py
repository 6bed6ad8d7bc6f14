"""A sentence becomes vectors, and directions between vectors mean something."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.probes.token_sky import SkyProbe
from attention_scenes.model.probes.word_arithmetic import EmbeddingProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed, long_text
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.embeddings.analogy_beats import WordSums
from attention_scenes.scenes.parts.embeddings.embedding_places import layouts_of, places_in
from attention_scenes.scenes.parts.embeddings.embeddings_data import LISTED, PROSE, Asked, Sum, parse_analogy
from attention_scenes.scenes.parts.embeddings.plane_beats import WordSpace
from attention_scenes.scenes.parts.embeddings.return_beats import show_return
from attention_scenes.scenes.parts.embeddings.sky_beats import TokenSky
from attention_scenes.scenes.parts.embeddings.sum_beats import show_sums
from attention_scenes.scenes.parts.embeddings.table_beats import TokenTable
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS, Word
from attention_scenes.scenes.parts.shared.token_beats import show_tokens


class Embeddings(AttentionScene):
    """Tokens take their columns out of the embedding table; directions between columns carry meaning.

    A sentence is cut into the model's own tokens. Each takes its column out of the table of embeddings. One column
    becomes a star, and all tokens of the model stand round it at their true angles. Flattened to two directions, a sum
    of words is walked tip to tail; then the sky turns round each sum, and the tokens nearest to it are named.

    Answers: Does a model read words or tokens? What is a space of 576 axes, and what is a direction in it?

    Measured: The cut, every entry of a column, every cosine, every token's angle and its place along the three main
    axes, and the plane, which is a true projection onto two differences of words. The words that a sum is made of stay
    among its neighbours, and one of the three sums fails.

    Told: That three dimensions show a space of 576: from the middle of a sky distances are true, between other tokens
    they are not.

    Yours: Give another `text`, `word`, `analogies` or `pairs`. Each sum is called a success only where its nearest
    token is the one hoped for, and pairs are counted. A word that is no single token is refused and its pieces are
    named.

    Further: Sennrich, Haddow and Birch, [Neural machine translation of rare words with subword
    units](https://arxiv.org/abs/1508.07909) (2016), section 3: tokens by merging pairs. Mikolov and others, [Efficient
    estimation of word representations in vector space](https://arxiv.org/abs/1301.3781) (2013), sections 1.1 and 4:
    king − man + woman. Why the inputs must not be hidden among the neighbours: Nissim, van Noord and van der Goot,
    [Fair is better than sensational: man is to doctor as woman is to doctor](https://arxiv.org/abs/1905.09866) (2020).
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        word: Word = Field("creature", description="A word of one token: it becomes an arrow, its neighbours are told.")
        analogies: Annotated[tuple[Sum, ...], Field(min_length=3, max_length=3)] = Field(
            ("king - man + woman = queen", "cats - cat + dog = dogs", "Paris - France + Italy = Rome"),
            description="Three sums of words, each with what one hopes for; the first is walked in a plane.",
        )
        pairs: Annotated[tuple[tuple[Word, Word], ...], Field(max_length=6)] = Field(
            (("uncle", "aunt"), ("brother", "sister"), ("son", "daughter"), ("boy", "girl"), ("actor", "actress")),
            description="Pairs that may differ as the last two words of the first sum do; empty leaves them out.",
        )

    title = "Words become vectors"
    tagline = "tokens, columns, directions"
    chapter = 1
    order = 10
    seconds = 75
    poster = "neighbours"
    reads_first = True
    layouts = all_four()

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        sums = [parse_analogy(text) for text in params.analogies]
        first, hoped = sums[0], [each.hoped for each in sums if each.hoped]
        paired = [word for pair in params.pairs for word in pair]
        plane = ((first.minus, first.plus), (first.minus, first.start))
        near = tuple(dict.fromkeys([params.word, *[each.query for each in sums], *[each.start for each in sums]]))
        return Needs(
            model=model,
            traces={
                "": TraceNeed(params.text, ("embed",), most=MOST_TOKENS),
                "others": TraceNeed(long_text(), ("embed",), first=PROSE),
            },
            probes=(
                EmbeddingProbe((params.word, *hoped, *paired), near, plane, LISTED),
                SkyProbe((params.word, *[each.query for each in sums]), plane, LISTED, (*first[:3], *hoped)),
            ),
        )

    @classmethod
    def layouts_for(cls, bundle: Bundle) -> tuple[Layout, ...]:
        return layouts_of(cls.layouts, len(bundle.tokens()))

    def construct(self) -> None:
        asked = Asked.of(self)
        self.provenance(label_text("embedding table"))
        is_default = self.params.text == type(self.params).model_fields["text"].default
        gloss = label_text("verdant: green with plants") if is_default else ""
        table = TokenTable(
            self, asked, show_tokens(self, large=True, gloss=gloss, letters=places_in(self.layout).letters)
        )
        table.show()
        table.take_out()
        space = WordSpace(self, asked)
        sky = TokenSky(self, asked, space.near, space.plane)
        sky.open(table.column_of_hero())
        sky.approach()
        sky.name_nearest()
        space.direction(sky)
        WordSums(space).walk(sky)
        show_sums(self, asked, sky)
        show_return(self, table, sky)
