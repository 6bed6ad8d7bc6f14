/** What a page around the film can say and hear: its address (`#t=12.5`), and messages. */

/** Reads the part of an address behind `#`, as W3C's media fragments have it: `#t=2,7.5&theme=light&play`. */
export function fragment(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const [start, end] = (given.get("t") ?? "").split(",").map((part) => (part.trim() ? Number(part) : NaN));
  return {
    start: Number.isFinite(start) ? start : null,
    end: Number.isFinite(end) ? end : null,
    beat: given.get("beat"),
    theme: given.get("theme"),
    play: given.has("play"),
    bare: given.has("bare"),
  };
}

/**
 * Obeys the page around it, and tells it what happens.
 *
 * A message is an object with one or several of `play` (true), `pause` (true), `seek` (seconds), `beat` (its name),
 * `speed` (0.1 to 8) and `theme` ("dark" or "light"); anything else is passed over. What is sent has `film`, `time`,
 * `seconds`, `playing` and `beat`: nothing that is a secret, so any page may hear it.
 */
export class Embedding {
  #told = "";

  constructor(film, clock, beats, look) {
    Object.assign(this, { film, clock, beats, look });
    addEventListener("message", (event) => event.source === parent && parent !== window && this.obey(event.data));
    addEventListener("hashchange", () => this.go(fragment(location.hash)));
  }

  go({ start, end, beat, theme, play }) {
    if (theme) this.look.choose(theme);
    const named = beat && this.beats.named(beat);
    if (named) [start, end] = [named.start, named.end];
    if (start !== null) this.clock.seek(start, end ?? Infinity);
    if (play) this.clock.play();
  }

  obey(message) {
    if (typeof message !== "object" || message === null) return;
    const { play, pause, seek, beat, speed, theme } = message;
    if (typeof speed === "number" && speed >= 0.1 && speed <= 8) this.clock.speed = speed;
    if (typeof theme === "string") this.look.choose(theme);
    if (Number.isFinite(seek)) this.clock.seek(seek);
    const named = typeof beat === "string" && this.beats.named(beat);
    if (named) {
      this.clock.seek(named.start, named.end);
      this.clock.play();
    }
    if (play === true) this.clock.play();
    if (pause === true) this.clock.pause();
  }

  /** Tells the page around it where the film is: at each start and stop, and four times a second between. */
  tell() {
    if (parent === window) return;
    const { time, seconds, playing } = this.clock;
    const key = `${playing} ${Math.floor(time * 4)}`;
    if (key === this.#told) return;
    this.#told = key;
    const beat = this.beats.list[this.beats.at(time)]?.name ?? "";
    parent.postMessage({ film: this.film, time, seconds, playing, beat }, "*");
  }
}
