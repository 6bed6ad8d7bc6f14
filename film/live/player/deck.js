/** A deck: steps of several films as slides of a talk, gone through by keys, clickers, buttons or its address. */
import { element } from "./asking.js";
import { option } from "./steps.js";

const NEAR = 1e-3; // seconds

/**
 * Goes through the steps: `{film, start, end, words, notes}`, where `end` is the moment on which a step rests.
 *
 * `open` opens a film by its number, and `told` is called whenever another step is shown.
 */
export class Deck {
  film = null;
  shown = -1; // the number of the step on screen; −1 before the first
  told = () => {};
  #at = -1; // the number of the film that is open
  #wanted = null; // the step that is to come, while its film is opened
  #turn = Promise.resolve();

  constructor(steps, open) {
    Object.assign(this, { steps, open });
  }

  /** Opens the first film, whose poster is shown until somebody goes on. */
  async start() {
    await this.#opened(0);
    this.told();
  }

  /** The step on screen, or the one to come. */
  get number() {
    return this.#wanted ?? this.shown;
  }

  forward() {
    if (this.number < this.steps.length - 1) return this.go(this.number + 1);
  }

  /** Shows how the step before this one ended. */
  back() {
    if (this.number > 0) return this.go(this.number - 1, false);
  }

  again() {
    return this.go(Math.max(this.number, 0));
  }

  /** Stops and goes on within a step; at its end, with the next. */
  toggle() {
    if (this.#wanted !== null) return; // the film on screen goes, and its clock would run on
    const { clock } = this.film;
    const step = this.steps[this.shown];
    if (clock.playing) clock.pause();
    else if (!step || clock.time >= step.end - NEAR) return this.forward();
    else clock.play(step.end);
  }

  /** Goes so many seconds on, within the step. */
  by(seconds) {
    const { clock } = this.film;
    const step = this.steps[this.shown];
    if (step) clock.seek(Math.min(Math.max(clock.time + seconds, step.start), step.end), step.end);
  }

  /** Shows a step: played, or as it ends. Who asks for several at once gets the last. */
  go(number, plays = true) {
    this.film?.clock.pause();
    this.#wanted = Math.min(Math.max(number, 0), this.steps.length - 1);
    const wanted = this.#wanted;
    this.#turn = this.#turn.catch(() => {}).then(() => this.#wanted === wanted && this.#show(wanted, plays));
    return this.#turn;
  }

  /** Takes note of a moment that a film went to by itself. */
  follow(time) {
    if (this.#wanted !== null || this.film.clock.fresh) return;
    const found = this.steps.findLastIndex((step) => step.film === this.#at && step.start <= time + NEAR);
    if (found < 0 || found === this.shown) return;
    this.shown = found;
    this.told();
  }

  async #show(number, plays) {
    const step = this.steps[number];
    try {
      if (step.film !== this.#at) await this.#opened(step.film);
    } catch (fault) {
      if (this.#wanted === number) this.#wanted = null;
      throw fault;
    }
    if (this.#wanted !== number) return; // another was asked for meanwhile
    this.#wanted = null;
    this.shown = number;
    const { clock, calm } = this.film;
    clock.seek(plays && !calm.matches ? step.start : step.end, step.end);
    if (plays && !calm.matches) clock.play();
    this.told();
  }

  async #opened(film) {
    this.#at = -1; // until it is open: where it cannot be, the one before is no longer there
    this.film = await this.open(film);
    this.#at = film;
    this.film.clock.listen(({ time }) => this.follow(time));
  }
}

/** What the controls of a film go through, where it is part of a deck: see Steps. */
export class DeckSteps {
  constructor(deck, titles, keys) {
    Object.assign(this, { deck, titles });
    const ends = { Home: () => deck.go(0, false), End: () => deck.go(deck.steps.length - 1, false) };
    const within = { j: () => deck.by(-5), l: () => deck.by(5) };
    this.keys = { " ": () => deck.forward(), r: () => deck.again(), ...within, ...ends, ...keys };
  }

  options() {
    return this.titles.map((title, film) => {
      const group = element("optgroup", "");
      group.label = title;
      const own = this.deck.steps.map((step, number) => [step, number]).filter(([step]) => step.film === film);
      group.append(...own.map(([step, number]) => option(`${number + 1} · ${step.words}`, number)));
      return group;
    });
  }

  chosen() {
    return String(Math.max(this.deck.number, 0));
  }

  told() {
    return `${this.deck.number + 1} / ${this.deck.steps.length}`;
  }

  choose(number) {
    this.deck.go(number);
  }

  toggle() {
    this.deck.toggle();
  }

  forward() {
    this.deck.forward();
  }

  back() {
    this.deck.back();
  }
}
