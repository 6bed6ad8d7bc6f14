/** The beats of a film, its steps: which one a moment belongs to, and where the next begins. */
const NEAR = 0.02; // seconds: nearer than that, a moment is the end of a beat

export class Beats {
  constructor(list, seconds) {
    this.list = list.map((beat) => ({ ...beat, end: Math.min(beat.end, seconds) }));
  }

  /** The number of the beat at a moment; −1 before the first. */
  at(time) {
    return this.list.findLastIndex((beat) => beat.start <= time + 1e-6);
  }

  /** The beat to play from a moment on: the rest of this one, or the whole next one; null after the last. */
  next(time) {
    const here = this.list[this.at(time)];
    if (here && time < here.end - NEAR) return { start: time, end: here.end };
    return this.list.find((beat) => beat.start > time - NEAR && beat !== here) ?? null;
  }

  /** Where this beat began; at its beginning, where the one before began. */
  back(time) {
    const number = this.at(time);
    if (number < 0) return 0;
    const begun = this.list[number].start;
    return time - begun > 0.5 || number === 0 ? begun : this.list[number - 1].start;
  }

  named(name) {
    return this.list.find((beat) => beat.name === name) ?? null;
  }
}
