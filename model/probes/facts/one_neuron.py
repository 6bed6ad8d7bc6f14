"""One neuron of a fact: which one's loss costs most, on which names it fires, and what it says to the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.facts.asking import Question, chances_after, checked_question, ids, question
from attention_scenes.model.probes.facts.attribution import ranked_neurons
from attention_scenes.model.probes.facts.one_neuron_again import one_neuron_again
from attention_scenes.model.probes.facts.subjects import PROMPT, around, filled_in
from attention_scenes.model.probes.facts.switch_off import chances_without
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

KIND = 0  # groups of the gallery
OTHERS = 1
FRESH_KIND = 2
FRESH_OTHERS = 3
CONTROLS = 4
ALIKE = 1e-3  # of the largest activation: two that are nearer are alike
Groups = dict[int, list[str]]


@dataclass(frozen=True)
class FactNeuronProbe(Probe):
    """Find the neuron whose loss costs the answer most, and try it on a gallery of names, beside two others.

    The first two are chosen among the ``among`` neurons of the largest attribution (:class:`FactNeuronsProbe`), by what
    is left of the answer with this one off alone, as :class:`FactOffProbe` switches off. The third is, of the rest, the
    one that most often is above its ``others`` on the ``controls``: it hears the word. Where there are no controls, it
    is the third by its cost.

    A name of the gallery is read at its end, in the prompt's beginning. A neuron fires on a name where its activation,
    on the side on which it is at the end of the subject, is above a threshold. The threshold is chosen on some names,
    for most hits less false alarms; held-out names are read with it. Activations nearer to each other than a thousandth
    of the largest are alike.

    Parameters
    ----------
    prompt, subject, names, elsewhere
        As in :class:`FactOffProbe`.
    same_kind, others, fresh_kind, fresh_others, controls
        The gallery: names that get an answer of this kind and names that do not, to choose by; such names, held out;
        the subject's words as something else. Empty for those of probes.toml where it has a prompt of this kind; else
        ``names`` are the gallery, by whether they get the prompt's answer, every other one held out.
    among
        How many neurons are tried alone.

    Arrays (A neurons are tried, G names in the gallery, M neurons in a layer, T tokens; of 3 rows, one is for each of
    these neurons):

    ``tried``, ``alone``
        ``[A, 2]``, layer and neuron; ``[A, 1 + N + U]``: with it off alone, the chance of the answer, of each name's
        own, of each elsewhere.
    ``plain``
        ``[1 + N + U]``: these chances with none off.
    ``neuron``
        ``[3, 2]``: layer and neuron.
    ``sign``
        ``[3]``: 1, or −1 where the activation at the end of the subject is negative.
    ``fires``
        ``[3, G]``: the activation at the end of each name, as it is.
    ``group``
        ``[G]``: 0 and 1 for ``same_kind`` and ``others``, 2 and 3 for those held out, 4 for controls.
    ``threshold``
        ``[3]``, of sign × activation; NaN where there are no names to choose by.
    ``hits``
        ``[3, 4]``: of those held out, how many of the kind are above it, of how many; of the others, of how many.
    ``auc``
        ``[3, 3]``: how often a name of the kind is above one of the others, among those chosen by and those held out;
        and a control above one of the others chosen by. NaN where there are none.
    ``rank``
        ``[3]``: the answer's place among all tokens by W_U · the neuron's output direction (times its sign).
    ``says``
        ``[3, 5]``: the five tokens that it raises most.
    ``lights``
        ``[3, M]``: the activations of all neurons of its layer at the end of the subject.
    ``parts``
        ``[3, 3]``: there, what goes into the neuron's bend, its other half (or the same), and its activation.
    ``along``
        ``[3, T]``: its activation at each token of the prompt.

    Facts: ``gallery``, the names as texts; ``says``, texts; ``heard``, how many names.
    """

    prompt: str = PROMPT
    subject: str = ""
    names: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    same_kind: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    fresh_kind: tuple[str, ...] = ()
    fresh_others: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    among: int = 8
    name: Literal["fact_neuron"] = "fact_neuron"

    exact: ClassVar[frozenset[str]] = frozenset({"tried", "neuron", "sign", "group", "hits", "rank", "says"})

    def filled(self, model: str = "") -> FactNeuronProbe:
        gallery = ("same_kind", "others", "fresh_kind", "fresh_others", "controls")
        return filled_in(self, model, "names", *gallery)

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        own = checked_question(model, self.prompt, self.subject)
        rows = [own.row, *[question(model, self.prompt, self.subject, name).row for name in self.names]]
        rows += [ids(model, text) for text in self.elsewhere]
        progress("attributing the answer to neurons", None)
        tried = ranked_neurons(model, self.prompt, self.subject, self.names)[: self.among]
        plain = model.run_ways(rows, ["resid_pre", "final_norm"], [[]] * len(rows))
        plain_NV = chances_after(model, plain)
        answers = plain_NV.argmax(1)
        at = np.arange(len(rows)), answers
        alone = []
        for step in range(len(tried)):
            progress("switching single neurons off", step / len(tried))
            alone.append(chances_without(model, plain, tried[step : step + 1])[at])
        groups = self._groups(answers.tolist())
        progress("reading a gallery of names", None)
        fires_GA = self._fires(model, groups, tried)
        group_G = np.array([group for group, names in groups.items() for _ in names], dtype=int)
        signs_A = _at_subject(model, own, tried)["sign"]
        order = _chosen(
            np.array(alone)[:, 0], signs_A * fires_GA[group_G == CONTROLS], signs_A * fires_GA[group_G == OTHERS]
        )
        chosen = tried[order]
        arrays = {"tried": tried, "alone": alone, "plain": plain_NV[at], "neuron": chosen, "group": group_G}
        arrays |= _at_subject(model, own, chosen)
        arrays |= _heard(fires_GA[:, order].T, group_G, arrays["sign"])
        arrays |= _directions(model, chosen, arrays["sign"], int(answers[0]))
        names = [name for some in groups.values() for name in some]
        says = [[model.text_of(token) for token in tokens] for tokens in arrays["says"].tolist()]
        facts: dict[str, Any] = {"gallery": names, "says": says, "heard": len(names)}
        return {name: np.array(array, dtype=np.float32) for name, array in arrays.items()}, facts

    def _groups(self, answers: Sequence[int]) -> Groups:
        """Return the names of the gallery by group."""
        if self.same_kind:
            lists = (self.same_kind, self.others, self.fresh_kind, self.fresh_others, self.controls)
            return {group: list(names) for group, names in enumerate(lists)}
        if not self.names:
            return {}
        same = [
            self.subject,
            *[name for name, each in zip(self.names, answers[1:], strict=False) if each == answers[0]],
        ]
        rest = [name for name in self.names if name not in same]
        words = self.subject.split()
        return {
            KIND: same[::2], OTHERS: rest[::2], FRESH_KIND: same[1::2], FRESH_OTHERS: rest[1::2],
            CONTROLS: words if len(words) > 1 else [],
        }  # fmt: skip

    def _fires(self, model: MeasuredModel, groups: Groups, tried: np.ndarray) -> np.ndarray:
        """Return the activations of neurons at the end of each name, ``[G, A]``."""
        before, _ = around(self.prompt, self.subject)
        texts = [before + name for names in groups.values() for name in names]
        ends = [trace["mlp_act"][:, -1] for trace in model.run(texts, ["mlp_act"])]
        layer_A, index_A = tried.T
        return np.array([end_LM[layer_A, index_A] for end_LM in ends]).reshape(-1, len(tried))

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, name by name."""
        return {name: np.array(value, dtype=float) for name, value in one_neuron_again(model, asked).items()}


def _chosen(left_A: np.ndarray, controls_CA: np.ndarray, others_OA: np.ndarray) -> list[int]:
    """Return which neurons are shown: the two that leave least, and of the rest the one that hears the word."""
    order = np.argsort(left_A, kind="stable").tolist()
    rest = order[2:] or order[-1:]
    if len(controls_CA) and len(others_OA):
        rest.sort(key=lambda n: -above(controls_CA[:, n], others_OA[:, n]))
    return [order[0], order[min(1, len(order) - 1)], rest[0]]


def _heard(fires_3G: np.ndarray, group_G: np.ndarray, signs: Sequence[int]) -> dict[str, Any]:
    """Return on which names neurons fire, and by which threshold."""
    threshold, hits, auc = [], [], []
    for sign, fires_G in zip(signs, fires_3G, strict=True):
        sides = [sign * fires_G[group_G == group] for group in range(CONTROLS + 1)]
        threshold.append(best_threshold(sides[KIND], sides[OTHERS]))
        held = sides[FRESH_KIND], sides[FRESH_OTHERS]
        hits.append([count for side in held for count in (int((side > threshold[-1]).sum()), len(side))])
        auc.append([above(sides[KIND], sides[OTHERS]), above(*held), above(sides[CONTROLS], sides[OTHERS])])
    return {"fires": fires_3G, "threshold": threshold, "hits": hits, "auc": auc}


def best_threshold(kind_K: np.ndarray, others_O: np.ndarray) -> float:
    """Return the threshold between two numbers above which most of the kind and fewest others are; NaN for no names."""
    if not len(kind_K) or not len(others_O):
        return float("nan")
    values = np.unique([*kind_K, *others_O]).astype(np.float64)
    apart = np.diff(values) > ALIKE * np.abs(values).max()
    between = ((values[1:] + values[:-1]) / 2)[apart] if apart.any() else values[:1]
    leads = [
        int((kind_K > limit).sum()) * len(others_O) - int((others_O > limit).sum()) * len(kind_K) for limit in between
    ]
    return float(between[int(np.argmax(leads))])


def above(kind_K: np.ndarray, others_O: np.ndarray) -> float:
    """Return how often a number of the one side is above one of the other, alike counts half; NaN for none."""
    if not len(kind_K) or not len(others_O):
        return float("nan")
    apart_KO = kind_K[:, None] - others_O
    least = ALIKE * np.abs([*kind_K, *others_O]).max()
    return float((apart_KO > least).mean() + (np.abs(apart_KO) <= least).mean() / 2)


def _at_subject(model: MeasuredModel, own: Question, chosen: np.ndarray) -> dict[str, Any]:
    """Return what the neurons and their layers do at the end of the subject."""
    [trace] = model.run_rows([own.row], ["mlp_gate", "mlp_up", "mlp_act"])
    end, found = own.name.stop - 1, [(int(layer), int(index)) for layer, index in chosen]
    lights = [trace["mlp_act"][layer, end] for layer, _ in found]
    parts = [[trace[name][layer, end, index] for name in trace] for layer, index in found]
    along = [trace["mlp_act"][layer, :, index] for layer, index in found]
    return {
        "lights": lights,
        "parts": parts,
        "along": along,
        "sign": np.array([-1 if part[-1] < 0 else 1 for part in parts]),
    }


def _directions(model: MeasuredModel, chosen: np.ndarray, signs: Sequence[int], answer: int) -> dict[str, Any]:
    """Return the answer's rank in what the neurons say to the vocabulary, and what they say."""
    table_VD = model.own_unembedding()
    table_VD = model.embedding() if table_VD is None else table_VD
    rank, says = [], []
    for (layer, index), sign in zip(chosen.tolist(), signs, strict=True):
        column_D = sign * model.layer_maps(layer)["down"][:, index].astype(np.float64)
        raised_V = table_VD @ column_D
        rank.append(1 + int((raised_V > raised_V[answer]).sum()))
        says.append(np.argsort(-raised_V, kind="stable")[:5])
    return {"rank": rank, "says": np.array(says)}
