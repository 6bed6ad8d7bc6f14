/** Answers to "what is this number?": value, sentence and source at a glance, then its terms, then where else it is. */
import { fill } from "./words.js";

const MOST = 12; // places, or other numbers, that are listed
const TERMS = 80;

export class Asking {
  constructor(sources, words, ask, go) {
    Object.assign(this, { sources, words, ask, go });
    this.numbers = sources.numbers;
  }

  /** A number as digits: as it is written in the picture, or its value where it is drawn as a dot or a tile. */
  digits(number) {
    const { shown, value } = this.numbers[number];
    return /\d|∞/.test(shown) ? shown : written(typeof value === "number" ? Number(value.toPrecision(4)) : value);
  }

  glance(number) {
    const { source } = this.numbers[number];
    const { sentence } = this.sources.of(source);
    return [element("div", "value", this.digits(number)), sentence && element("div", "sentence", sentence), element("div", "source", source)].filter(Boolean);
  }

  /** How many more numbers there are. */
  more(count) {
    return count > 0 ? [element("div", "source", fill(this.words.others, { count }))] : [];
  }

  /** Everything that is known of a number; `one` is filled with it. */
  fill(one, number) {
    const { value, source } = this.numbers[number];
    const { sentence, terms } = this.sources.of(source);
    const exact = written(value) === this.digits(number) ? [] : [element("p", "", fill(this.words.exactly, { value: written(value) }))];
    const said = sentence ? [element("p", "sentence", sentence)] : [];
    one.replaceChildren(
      element("div", "value", this.digits(number)), ...said, ...exact, element("p", "source", source),
      ...(terms ? this.#terms(terms, value) : []),
      ...this.#others(this.words.made, this.sources.madeOf(source)),
      ...this.#others(this.words.used, this.sources.usedIn(source)),
      ...this.#places(source),
    );
    one.hidden = false;
  }

  #terms(terms, value) {
    const sum = terms.reduce((total, [, term]) => total + term, 0);
    const adds = Math.abs(sum - value) <= 1e-4 * Math.max(1, terms.reduce((total, [, term]) => total + Math.abs(term), 0));
    const largest = terms.toSorted((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
    const rows = largest.slice(0, TERMS).map(([source, term]) => row(written(term), source));
    const rest = largest.slice(TERMS).reduce((total, [, term]) => total + term, 0);
    if (largest.length > TERMS) rows.push(row(written(rest), fill(this.words.others, { count: largest.length - TERMS })));
    const verdict = fill(adds ? this.words.adds : this.words.differs, { sum: written(sum), value: written(value), count: terms.length });
    const table = element("table", "");
    table.append(...rows, row(written(sum), verdict));
    return [element("h3", "", this.words.sum), table];
  }

  #others(title, sources) {
    if (!sources.length) return [];
    const list = element("div", "places");
    for (const source of sources.slice(0, MOST)) {
      const [number] = this.sources.again(source);
      const button = element("button", "", this.digits(number));
      button.title = source;
      button.setAttribute("aria-label", `${this.digits(number)}: ${this.sources.of(source).sentence ?? source}`);
      button.addEventListener("click", () => this.ask(number));
      list.append(button);
    }
    list.append(...this.more(sources.length - MOST));
    return [element("h3", "", title), list];
  }

  #places(source) {
    const list = element("div", "places");
    const spans = new Map(this.sources.again(source).map((number) => [this.numbers[number].start.toFixed(1), number]));
    for (const [start, number] of [...spans].slice(0, MOST)) {
      const button = element("button", "", fill(this.words.at, { seconds: start }));
      button.addEventListener("click", () => this.go(number));
      list.append(button);
    }
    return [element("h3", "", this.words.when), list];
  }
}

/** A number in digits that a reader can compare, with a minus sign as the film has it. */
export function written(value) {
  if (typeof value !== "number") return String(value).replace("-", "−").replace("inf", "∞");
  const text = Number.isInteger(value) ? String(value) : Math.abs(value) >= 1e-4 || value === 0 ? value.toFixed(6).replace(/\.?0+$/, "") : value.toExponential(3);
  return text.replace("-", "−");
}

export function element(name, kind, text = "") {
  const made = document.createElement(name);
  if (name === "button") made.type = "button";
  if (kind) made.className = kind;
  made.textContent = text;
  return made;
}

function row(...cells) {
  const made = element("tr", "");
  made.append(...cells.map((cell) => element("td", "", cell)));
  return made;
}
