/** Steps of a film, which are its beats: played one by one by keys and clickers, or chosen from a list. */
import { element } from "./asking.js";

export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export class Steps {
  keys = {}; // what else a key does

  constructor(film) {
    this.film = film;
  }

  /** The list to choose from. */
  options() {
    return this.film.beats.list.map((beat, number) => option(beat.caption || beat.name, number));
  }

  /** Which of the list a moment is in. */
  chosen(time) {
    return String(Math.max(this.film.beats.at(time), 0));
  }

  /** How far the film is, in short. */
  told({ time, seconds }) {
    return `${clock(time)} / ${clock(seconds)}`;
  }

  choose(number) {
    this.film.clock.seek(this.film.beats.list[number].start);
  }

  toggle() {
    this.film.clock.toggle();
  }

  /** Plays to the end of the step, then waits: for whoever speaks in between. */
  forward() {
    const { clock, beats, calm } = this.film;
    const next = beats.next(clock.time);
    if (!next) return;
    clock.seek(next.start, next.end);
    calm.matches ? clock.seek(next.end - 0.001) : clock.play();
  }

  back() {
    const { clock, beats } = this.film;
    clock.pause();
    clock.seek(beats.back(clock.time));
  }
}

export function option(text, value) {
  const made = element("option", "", text);
  made.value = String(value);
  return made;
}
