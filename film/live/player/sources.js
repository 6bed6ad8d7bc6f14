/** Sources of the numbers: which names an expression is made of, and which other numbers have them. */
// What has a name, as the model's side writes it: const:0.5, count:tokens, cited:Brown2020,table2.1.d_model,
// pattern[19,8,5,4], with a model's key before it where there are several: step-100/pattern[1,3,5,4].
const NAMED = /const:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|(?:(?<![\w.])[a-z][\w-]*\/)?(?:(?:count|cited):\w+(?:[.,]\w+)*|[A-Za-z][\w:.-]*\[[\d,]+\])/g;

export class Sources {
  constructor(tape) {
    this.numbers = tape.numbers;
    this.facts = new Map(tape.sources.map((facts) => [facts.source, { ...facts, terms: terms(facts) }]));
    this.shown = grouped(this.numbers.map(({ source }, number) => [source, number]));
    this.using = grouped([...this.shown.keys()].flatMap((source) => this.#parts(source).map((part) => [part, source])));
  }

  /** What is known of a source: a sentence that says what it is, and the terms that it is the sum of. */
  of(source) {
    return this.facts.get(source) ?? {};
  }

  /** The numbers with the same source, where each is on screen. */
  again(source) {
    return this.shown.get(source) ?? [];
  }

  /** Sources of numbers on screen that this one is in: a product for a factor, a sum for a term. */
  usedIn(source) {
    return [...new Set(this.using.get(source) ?? [])];
  }

  /** Sources of numbers on screen that this one is made of. */
  madeOf(source) {
    return this.#parts(source).filter((part) => this.shown.has(part));
  }

  /** What a source names, and what its array is defined by. */
  #parts(source) {
    const { terms = [], from = [] } = this.of(source);
    return [...new Set([source, ...terms.map(([term]) => term)].flatMap(names).concat(from))].filter((part) => part !== source);
  }
}

/** Terms as pairs of a source and a value; what the sources have in common is stored once, with # for a running index. */
function terms({ each, terms: values }) {
  return values?.map((value, place) => [typeof each === "string" ? each.replaceAll("#", place) : each[place], value]);
}

export function names(source) {
  return source.match(NAMED) ?? [];
}

function grouped(pairs) {
  const groups = new Map();
  for (const [key, value] of pairs) groups.has(key) ? groups.get(key).push(value) : groups.set(key, [value]);
  return groups;
}
