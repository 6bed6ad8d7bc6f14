/** A film: its tape, what draws it, what answers for its numbers, and what steers it. */
import { Asking } from "./asking.js";
import { Beats } from "./beats.js";
import { Captions } from "./captions.js";
import { Clock } from "./clock.js";
import { Controls } from "./controls.js";
import { Digits } from "./digits.js";
import { Look } from "./look.js";
import { Outlines } from "./outlines.js";
import { Panel } from "./panel.js";
import { Pictures } from "./pictures.js";
import { Places } from "./places.js";
import { Pointing } from "./pointing.js";
import { Sources } from "./sources.js";
import { Stage } from "./stage.js";
import { Steps } from "./steps.js";
import { Tape } from "./tape.js";

/**
 * Opens a film in the elements that `find` gives by their names, and shows its poster.
 *
 * `stepsOf` makes what goes through its steps, `theme` is shown first, where the tape has it, and `signal` ends what the
 * film hears from outside of its elements.
 */
export async function openFilm(find, stored, words, { stepsOf = (film) => new Steps(film), theme, signal } = {}) {
  document.fonts.clear(); // of the film before, if there was one
  const tape = new Tape(stored);
  const [pictures, digits] = [await Pictures.of(tape.pictures ?? []), await Digits.of(tape.face)];
  const clock = new Clock(tape.seconds);
  const beats = new Beats(tape.beats, tape.seconds);
  const look = new Look(find("look"), document.documentElement, tape.themes, tape.themes.includes(theme) ? theme : tape.theme);
  const [places, sources] = [new Places(tape), new Sources(tape)];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const film = { tape, clock, beats, look, places, sources, calm, signal, fps: tape.fps };
  film.steps = stepsOf(film);
  const ask = (number) => (places.readable(number, clock.time) ? panel.ask(number) : panel.go(number));
  const asking = new Asking(sources, words, ask, (number) => panel.go(number));
  const panel = new Panel(find, film, asking, words);
  film.pointing = new Pointing(find, film, asking, (number) => panel.ask(number));
  film.keys = { n: () => panel.walk(1), p: () => panel.walk(-1), "/": () => panel.search(), Escape: () => panel.toggle(false), "?": () => find("keys").showModal() };
  find("help").addEventListener("click", () => find("keys").showModal());

  film.stage = new Stage(find("picture"), tape, new Outlines(tape), pictures, digits, look);
  const [captions, controls] = [new Captions(find("caption"), beats), new Controls(find, film, words)];
  film.show = () => {
    film.stage.show(clock.time);
    controls.show(clock);
    captions.show(clock.time);
    film.pointing.show(clock.time);
    panel.show(false);
  };
  look.changed = film.show;
  clock.listen(film.show);
  fit(find("frame"), tape, film);
  clock.cover(tape.poster ?? 0);
  return film;
}

/** Keeps the canvas as large as it is seen, in pixels of the screen. */
function fit(frame, tape, { stage, show }) {
  const [wide, high] = tape.frame;
  document.documentElement.style.setProperty("--wide", wide / high);
  frame.style.aspectRatio = `${wide} / ${high}`;
  new ResizeObserver(([{ contentRect }]) => {
    const size = devicePixelRatio || 1;
    const [width, height] = [contentRect.width, contentRect.height].map((side) => Math.max(1, Math.round(side * size)));
    if (stage.canvas.width === width && stage.canvas.height === height) return;
    Object.assign(stage.canvas, { width, height });
    show();
  }).observe(frame);
}
