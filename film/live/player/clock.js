/** The clock of a film: it plays, seeks, stops where it is told to, and tells whoever listens. */
export class Clock {
  #listeners = [];
  #until = Infinity;
  #last = 0;
  #asked = 0; // the frame that is to come
  #wait = 0; // seconds before it goes on
  round = null; // called at the end of a film that begins again; returns how long it waits then

  constructor(seconds) {
    this.seconds = seconds;
    this.time = 0;
    this.speed = 1;
    this.playing = false;
    this.fresh = true; // nobody has played or sought yet: what is shown is the poster
  }

  listen(listener) {
    this.#listeners.push(listener);
  }

  /** Shows the poster until somebody plays: the first frame of most films is empty. */
  cover(time) {
    this.time = this.#within(time);
    this.#tell();
  }

  play(until = this.#until) {
    if (this.fresh || this.time >= this.seconds - 0.01) this.time = 0;
    this.fresh = false;
    this.#until = until;
    if (!this.playing) this.#asked = requestAnimationFrame((now) => this.#start(now));
    this.playing = true;
    this.#tell();
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.#asked); // else it would tick beside the one that the next play asks for
    this.#tell();
  }

  toggle(until) {
    this.playing ? this.pause() : this.play(until);
  }

  /** Goes to a moment; what is played from there stops at `until`. */
  seek(time, until = Infinity) {
    this.fresh = false;
    this.#until = until;
    this.#wait = 0;
    this.time = this.#within(time);
    this.#tell();
  }

  #start(now) {
    this.#last = now;
    this.#tick(now);
  }

  #tick(now) {
    if (!this.playing) return;
    const end = Math.min(this.#until, this.seconds);
    // A tab that slept does not jump: what it missed is not played.
    const passed = Math.min((now - this.#last) / 1000, 0.25) * this.speed;
    if (this.#wait > 0) this.#wait -= passed;
    else this.time = Math.min(this.time + passed, end);
    this.#last = now;
    if (this.time >= end) {
      if (this.#until < Infinity || !this.round) {
        this.#until = Infinity;
        return this.pause();
      }
      this.#wait = this.round();
      this.time = 0;
    }
    this.#tell();
    this.#asked = requestAnimationFrame((next) => this.#tick(next));
  }

  #within(time) {
    return Math.min(Math.max(time, 0), this.seconds);
  }

  #tell() {
    for (const listener of this.#listeners) listener(this);
  }
}
