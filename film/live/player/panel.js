/** The panel of all numbers: a list with a search, and the one that was asked about. */
import { element } from "./asking.js";
import { fill } from "./words.js";

const MOST = 200; // rows at once

export class Panel {
  constructor(find, film, asking, words) {
    Object.assign(this, { find, film, asking, words });
    this.numbers = film.tape.numbers;
    this.texts = this.numbers.map(({ source }, number) => `${asking.digits(number)} ${film.sources.of(source).sentence ?? ""} ${source}`.toLowerCase());
    this.listed = "";
    find("ask").addEventListener("click", () => this.toggle());
    find("shut").addEventListener("click", () => this.toggle(false));
    find("search").addEventListener("input", () => this.show());
    find("now").addEventListener("change", () => this.show());
  }

  toggle(open = this.find("numbers").hidden) {
    this.find("numbers").hidden = !open;
    this.find("ask").setAttribute("aria-expanded", open);
    this.show();
    if (!open) this.forget();
    this.find(open ? "search" : "ask").focus({ preventScroll: true });
  }

  search() {
    this.toggle(true);
    this.find("search").select();
  }

  forget() {
    this.film.pointing.asked = null;
    this.find("one").hidden = true;
    this.film.pointing.show(this.film.clock.time);
  }

  /** Asks about a number: its answer stands above the list, its box is marked in the picture. */
  ask(number) {
    this.find("numbers").hidden = false;
    this.find("ask").setAttribute("aria-expanded", true);
    this.film.pointing.asked = number;
    this.asking.fill(this.find("one"), number);
    this.film.pointing.show(this.film.clock.time);
    this.show(true);
    this.find("numbers").scrollTop = 0;
  }

  /** Goes to where a number is on screen, and asks about it. */
  go(number) {
    const { clock, places, beats } = this.film;
    const { start, end } = this.numbers[number];
    const beat = beats.list[beats.at(start + 1e-3)];
    clock.pause();
    // The end of its beat, where it has come to rest; or the middle of its time, where it is gone by then.
    clock.seek(beat && beat.end - 0.05 < end && beat.end - 0.05 > start ? beat.end - 0.05 : (start + end) / 2);
    if (places.readable(number, clock.time)) this.ask(number);
  }

  /** Asks about the next number on screen, in reading order: for who has no pointer. */
  walk(step) {
    const { clock, places, pointing } = this.film;
    const there = places.at(clock.time);
    if (!there.length) return;
    clock.pause();
    const from = there.indexOf(pointing.asked);
    this.ask(there[from < 0 ? (step > 0 ? 0 : there.length - 1) : (from + step + there.length) % there.length]);
  }

  show(anyway = true) {
    if (this.find("numbers").hidden) return;
    const { clock, places, pointing } = this.film;
    const asked = this.find("search").value.trim().toLowerCase().split(/\s+/);
    const now = this.find("now").checked ? places.at(clock.time) : this.numbers.keys();
    const found = [...now].filter((number) => asked.every((word) => this.texts[number].includes(word)));
    const key = `${pointing.asked} ${found}`;
    if (!anyway && key === this.listed) return;
    this.listed = key;
    this.find("counted").textContent = fill(found.length > MOST ? this.words.some : this.words.count, { count: found.length, some: MOST });
    this.find("list").replaceChildren(...found.slice(0, MOST).map((number) => this.#row(number)));
  }

  #row(number) {
    const line = element("li", "");
    const button = element("button", "");
    button.append(...this.asking.glance(number));
    button.setAttribute("aria-current", number === this.film.pointing.asked);
    button.addEventListener("click", () => (this.find("now").checked ? this.ask(number) : this.go(number)));
    line.append(button);
    return line;
  }
}
