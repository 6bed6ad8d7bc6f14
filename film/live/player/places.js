/** Places of the numbers in the picture: which can be read at a moment, where they stand, and which is under a point. */
import { UNITS } from "./tape.js";

const NEAR = 0.06; // units of the scene round a number that still count as it

export class Places {
  constructor(tape) {
    this.tape = tape;
    this.numbers = tape.numbers;
  }

  /** Whether a number can be read at a moment: as the list beside the clip says. */
  readable(number, time) {
    const { start, end } = this.numbers[number];
    return start <= time + 1e-6 && time < end - 1e-6;
  }

  /** The numbers that can be read at a moment, in reading order, those with a place first. */
  at(time) {
    const placed = new Set(this.#boxes(time).sort((a, b) => b.y + b.height - a.y - a.height || a.x - b.x).map((box) => box.number));
    const all = [...this.numbers.keys()].filter((number) => this.readable(number, time));
    return [...placed, ...all.filter((number) => !placed.has(number))];
  }

  /** The boxes that a number has at a moment, in units of the scene, lower left corner first. */
  of(number, time) {
    return this.#boxes(time).filter((box) => box.number === number);
  }

  /** The numbers under a point: all that share the topmost box there. */
  under(time, x, y) {
    const hit = this.#boxes(time).filter(
      (box) => x > box.x - NEAR && x < box.x + box.width + NEAR && y > box.y - NEAR && y < box.y + box.height + NEAR,
    );
    // Of two that overlap the nearer middle is meant: a digit before the panel that it stands on.
    const far = (box) => Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) + 0.25 * Math.hypot(box.width, box.height);
    const top = hit.toSorted((a, b) => far(a) - far(b))[0];
    return top ? hit.filter((box) => same(box, top)) : [];
  }

  #boxes(time) {
    const { play, u } = this.tape.at(time);
    const at = (stored) => this.tape.value(stored, u) / UNITS.place;
    return play.places
      .filter(([number]) => this.readable(number, time))
      .map(([number, x, y, width, height]) => ({ number, x: at(x), y: at(y), width: at(width), height: at(height) }));
  }
}

function same(a, b) {
  return ["x", "y", "width", "height"].every((side) => Math.abs(a[side] - b[side]) < 1e-4);
}
