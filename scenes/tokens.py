"""How a tokenizer cuts a text: merges join letters, pair by pair, in the order of a list."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.probes.token_merges import MergeProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import SceneParams, Sentence, checked_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS, check_word
from attention_scenes.scenes.parts.tokens.cut_words import by_merges, cut_words, followed
from attention_scenes.scenes.parts.tokens.language_beats import show_letter, show_other
from attention_scenes.scenes.parts.tokens.letter_beats import show_letters
from attention_scenes.scenes.parts.tokens.merge_beats import show_list, show_merges
from attention_scenes.scenes.parts.tokens.number_beats import show_columns, show_numbers
from attention_scenes.scenes.parts.tokens.vocabulary_beats import show_vocabulary

SENTENCE = "a fluffy blue creature roamed the verdant forest"
FRENCH = "une créature bleue et duveteuse parcourait la forêt verdoyante"
MOST_OF_OTHER = 60  # tokens of the other text: it may cost twice as many


class Tokens(AttentionScene):
    """Letters of a text are joined pair by pair, in the order of a learned list, until no pair of the list is left.

    A sentence falls into its bytes. One word is put together by the model's own merges, each with its place in the
    list; what is left at the end are its tokens. Each token has a number, which says where its vector stands, and no
    more. The same text in another language is cut and counted, and last, the whole vocabulary is seen.

    Answers: How does the cut come about? Did byte-pair encoding replace word vectors? What is in a vocabulary?

    Measured: The merges and their places in the list, the tokens and their numbers, both counts, every token's kind,
    and the columns of the embedding table.

    Told: That the list was learned by counting which pairs stand together most often: the texts it was counted in are
    not with the model.

    Yours: Give another `text`, `word` or `other`, the same text in another language. That the other text costs more is
    said only where it does. A model whose tokenizer has no merges shows its pieces alone.

    Further: Gage, [A new algorithm for data compression](http://www.pennelynn.com/Documents/CUJ/HTML/94HTML/19940045.HTM)
    (1994), and Sennrich, Haddow and Birch, [Neural machine translation of rare words with subword
    units](https://arxiv.org/abs/1508.07909) (2016), section 3.2: pairs of bytes, then of letters. What other languages
    pay: Petrov, La Malfa, Torr and Bibi, [Language model tokenizers introduce unfairness between
    languages](https://arxiv.org/abs/2305.15425) (2023).
    """

    class Params(SceneParams):
        text: Sentence = Field(SENTENCE, description="The sentence.")
        word: str = Field("", max_length=40, description="A word of it, joined letter by letter; found where empty.")
        other: Annotated[str, AfterValidator(lambda text: checked_text(text) if text else "")] = Field(
            "", description="The same text in another language; where empty French, of the first sentence alone."
        )

        def translation(self) -> str:
            """Return the same text in another language; empty where there is none."""
            return self.other or (FRENCH if self.text == SENTENCE else "")

    title = "Letters become tokens"
    tagline = "pairs that snap together"
    chapter = 1
    order = 5
    reads_first = True
    seconds = 50
    layouts = all_four()
    poster = "joined"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        texts = tuple(filter(None, (params.text, params.translation())))
        traces = {"": TraceNeed(params.text, ("embed",), most=MOST_TOKENS)}
        if params.translation():
            traces["other"] = TraceNeed(params.translation(), most=MOST_OF_OTHER, parameter="other")
        return Needs(model=model, traces=traces, probes=(MergeProbe(texts),))

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "word", params.word)
        followed(bundle, params.word)

    def construct(self) -> None:
        words = cut_words(self.bundle, 0)
        word = followed(self.bundle, self.params.word)
        other = cut_words(self.bundle, 1) if self.params.translation() else []
        self.provenance(label_text("its own merges") if by_merges(self.bundle) else "")
        is_default = self.params.text == SENTENCE
        row = show_letters(self, words, label_text("verdant: green with plants") if is_default else "")
        if word and by_merges(self.bundle):
            first = sum(len(each.units) for each in words if each.first < word.first)
            tree, ledger = show_list(self, word, row, first)
            show_merges(self, word, tree, ledger)
        self.make_way()
        tokens = show_numbers(self, words)
        show_columns(self, word or words[0], tokens)
        if other:
            show_other(self, words, other)
        show_letter(self, [*words, *other])
        show_vocabulary(self, [*words, *other])
