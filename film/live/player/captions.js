/** Captions as text, for those who read on a small screen and for what reads aloud. */
export class Captions {
  constructor(line, beats) {
    Object.assign(this, { line, beats });
    this.shown = -2;
  }

  show(time) {
    const number = this.beats.at(time);
    if (number === this.shown) return; // each is read aloud once
    this.shown = number;
    this.line.textContent = this.beats.list[number]?.caption ?? "";
  }
}
