/** Controls: the bar below the picture, and what each key does. */
import { listenToKeys } from "./keys.js";

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export class Controls {
  constructor(find, film, words) {
    Object.assign(this, { find, film, words });
    const { clock, beats } = film;
    find("scrub").max = String(clock.seconds);
    find("steps").replaceChildren(...beats.list.map((beat, number) => new Option(beat.caption || beat.name, number)));
    find("ticks").replaceChildren(...beats.list.map((beat) => this.#tick(beat.start / clock.seconds)));
    this.#listen();
  }

  show({ time, seconds, playing }) {
    const { find, words } = this;
    find("scrub").value = String(time);
    find("scrub").setAttribute("aria-valuetext", words.moment.replace("{time}", time.toFixed(1)).replace("{seconds}", seconds.toFixed(1)));
    find("time").textContent = `${clock(time)} / ${clock(seconds)}`;
    find("play").setAttribute("aria-label", playing ? words.pause : words.play);
    find("play").dataset.playing = playing;
  }

  /** Plays to the end of the step, then waits: for whoever speaks in between. */
  step() {
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

  #by(seconds) {
    this.film.clock.seek(this.film.clock.time + seconds);
  }

  #frames(count) {
    this.film.clock.pause();
    this.#by(count / this.film.fps);
  }

  #tick(share) {
    const tick = document.createElement("i");
    tick.style.insetInlineStart = `${100 * share}%`;
    return tick;
  }

  #fill() {
    document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
  }

  #listen() {
    const { find, film } = this;
    const { clock, beats, look } = film;
    const click = (id, act) => find(id).addEventListener("click", act);
    click("play", () => clock.toggle());
    click("step", () => this.step());
    click("back", () => this.back());
    click("full", () => this.#fill());
    find("full").hidden = !document.fullscreenEnabled;
    find("scrub").addEventListener("input", (event) => {
      const wanted = Number(event.target.value); // before the pause, which shows where the film is
      clock.pause();
      clock.seek(wanted);
    });
    find("steps").addEventListener("change", (event) => clock.seek(beats.list[event.target.value].start));
    find("speed").addEventListener("change", (event) => (clock.speed = Number(event.target.value)));
    const step = () => this.step();
    const back = () => this.back();
    listenToKeys(document, {
      " ": () => clock.toggle(),
      k: () => clock.toggle(),
      ArrowRight: step,
      PageDown: step,
      ArrowLeft: back,
      PageUp: back,
      ".": () => this.#frames(1),
      ",": () => this.#frames(-1),
      l: () => this.#by(5),
      j: () => this.#by(-5),
      Home: () => clock.seek(0),
      End: () => clock.seek(clock.seconds),
      f: () => this.#fill(),
      d: () => look.toggle(),
      ...film.keys,
    });
  }
}
