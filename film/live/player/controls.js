/** Controls: the bar below the picture, and what each key does. */
import { listenToKeys } from "./keys.js";

export class Controls {
  constructor(find, film, words) {
    Object.assign(this, { find, film, words });
    const { clock, beats, steps } = film;
    find("scrub").max = String(clock.seconds);
    find("steps").replaceChildren(...steps.options());
    find("ticks").replaceChildren(...beats.list.map((beat) => this.#tick(beat.start / clock.seconds)));
    this.#listen();
  }

  show({ time, seconds, playing }) {
    const { find, words } = this;
    const { steps, clock } = this.film;
    find("scrub").value = String(time);
    find("scrub").setAttribute("aria-valuetext", words.moment.replace("{time}", time.toFixed(1)).replace("{seconds}", seconds.toFixed(1)));
    find("time").textContent = steps.told(clock);
    find("steps").value = steps.chosen(time);
    find("play").setAttribute("aria-label", playing ? words.pause : words.play);
    find("play").dataset.playing = playing;
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
    const { clock, look, steps } = film;
    const [toggle, forward, back] = [() => steps.toggle(), () => steps.forward(), () => steps.back()];
    const click = (id, act) => find(id).addEventListener("click", act);
    click("play", toggle);
    click("step", forward);
    click("back", back);
    click("full", () => this.#fill());
    find("full").hidden = !document.fullscreenEnabled;
    find("scrub").addEventListener("input", (event) => {
      const wanted = Number(event.target.value); // before the pause, which shows where the film is
      clock.pause();
      clock.seek(wanted);
    });
    find("steps").addEventListener("change", (event) => steps.choose(Number(event.target.value)));
    find("speed").addEventListener("change", (event) => (clock.speed = Number(event.target.value)));
    const actions = {
      " ": toggle,
      k: toggle,
      ArrowRight: forward,
      PageDown: forward,
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
      ...steps.keys,
    };
    listenToKeys(document, actions, film.signal);
  }
}
