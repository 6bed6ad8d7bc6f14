/** The film, put together from its tape. */
import { Asking } from "./asking.js";
import { Beats } from "./beats.js";
import { Captions } from "./captions.js";
import { Clock } from "./clock.js";
import { Controls } from "./controls.js";
import { Digits } from "./digits.js";
import { Embedding, fragment } from "./embedding.js";
import { Look } from "./look.js";
import { Outlines } from "./outlines.js";
import { Panel } from "./panel.js";
import { Pictures } from "./pictures.js";
import { Places } from "./places.js";
import { Pointing } from "./pointing.js";
import { Sources } from "./sources.js";
import { Stage } from "./stage.js";
import { Tape, unpack } from "./tape.js";
import { readWords } from "./words.js";

const find = (id) => document.getElementById(id);

async function open() {
  const tape = new Tape(await unpack(find("tape").textContent));
  find("tape").remove(); // it is read, and large
  const words = readWords(find("words"));
  const pictures = await Pictures.of(tape.pictures ?? []);
  const clock = new Clock(tape.seconds);
  const beats = new Beats(tape.beats, tape.seconds);
  const look = new Look(find("look"), document.documentElement, tape.themes, tape.theme);
  const [places, sources] = [new Places(tape), new Sources(tape)];
  const film = { tape, clock, beats, look, places, sources, fps: tape.fps, calm: matchMedia("(prefers-reduced-motion: reduce)"), keys: {} };
  const asking = new Asking(sources, words, (number) => (places.readable(number, clock.time) ? panel.ask(number) : panel.go(number)), (number) => panel.go(number));
  const panel = new Panel(find, film, asking, words);
  film.pointing = new Pointing(find, tape, places, clock, asking, (number) => panel.ask(number));
  film.keys = { n: () => panel.walk(1), p: () => panel.walk(-1), "/": () => panel.search(), Escape: () => panel.toggle(false), "?": () => find("keys").showModal() };
  find("help").addEventListener("click", () => find("keys").showModal());

  const stage = new Stage(find("picture"), tape, new Outlines(tape), pictures, await Digits.of(tape.face), look);
  const captions = new Captions(find("caption"), beats, find("steps"));
  const controls = new Controls(find, film, words);
  const embedding = new Embedding(tape.name, clock, beats, look);
  const show = () => {
    stage.show(clock.time);
    controls.show(clock);
    captions.show(clock.time);
    film.pointing.show(clock.time);
    panel.show(false);
    embedding.tell();
  };
  look.changed = show;
  clock.listen(show);
  fit(tape, stage, show);
  clock.cover(tape.poster ?? 0);
  const asked = fragment(location.hash);
  document.body.classList.toggle("bare", asked.bare);
  embedding.go(asked);
  document.documentElement.dataset.ready = "";
  globalThis.film = { ...film, stage, show };
}

/** Keeps the canvas as large as it is seen, in pixels of the screen. */
function fit(tape, stage, show) {
  const [wide, high] = tape.frame;
  const frame = find("frame");
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

open().catch((fault) => {
  find("fault").hidden = false;
  throw fault;
});
