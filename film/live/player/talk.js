/** The page of a deck: films opened as their steps come, one of them at a time. */
import { Deck, DeckSteps } from "./deck.js";
import { openFilm } from "./film.js";
import { listenToKeys } from "./keys.js";
import { Notes } from "./notes.js";
import { unpack } from "./tape.js";
import { readWords } from "./words.js";

const IDLE = 2500; // milliseconds, after which the bar goes where the picture fills the screen

const find = (id) => document.getElementById(id);
const { titles, steps, ...words } = readWords(find("deck"));
const [tapes, rooms] = [[...document.querySelectorAll("script.tape")], [...document.querySelectorAll("template.film")]];
const unpacked = new Map(); // tapes that are read: of the film on screen and of its neighbours
const deck = new Deck(steps, (number) => opened(number).catch(failed));
const goOn = { forward: () => deck.forward(), back: () => deck.back() };
const along = { ArrowRight: goOn.forward, PageDown: goOn.forward, " ": goOn.forward, ArrowLeft: goOn.back, PageUp: goOn.back };
const notes = new Notes(deck, words, (page) => listenToKeys(page, along));
let [ends, shown] = [new AbortController(), null];

function read(number) {
  if (!unpacked.has(number)) unpacked.set(number, unpack(tapes[number].textContent));
  return unpacked.get(number);
}

/** Puts a film into the page, in the place of the one before. */
async function opened(number) {
  const stored = await read(number);
  const theme = shown?.look.theme; // who chose another has it in all films
  const focused = document.activeElement?.id;
  ends.abort();
  ends = new AbortController();
  find("room").replaceChildren(rooms[number].content.cloneNode(true));
  const own = { s: () => notes.open(), b: blank, ".": blank };
  const stepsOf = () => new DeckSteps(deck, titles, own);
  const film = await openFilm(find, stored, readWords(find("words")), { stepsOf, theme, signal: ends.signal });
  find("notes").addEventListener("click", () => notes.open());
  if (focused) find(focused)?.focus({ preventScroll: true });
  for (const other of [...unpacked.keys()]) if (Math.abs(other - number) > 1) unpacked.delete(other);
  globalThis.film = shown = film;
  // The next film is unpacked while this one rests: it takes longer than a frame.
  const ahead = () => {
    if (shown !== film) return;
    if (film.clock.playing) setTimeout(ahead, 500);
    else read(number + 1).catch(() => {}); // told when it is its turn
  };
  if (number + 1 < tapes.length) setTimeout(ahead, 500);
  find("fault").hidden = true;
  return film;
}

/** Says that a film cannot be played. */
function failed(fault) {
  find("fault").hidden = false;
  throw fault;
}

/** Black, until the next step or the same key: for whoever wants to be looked at. */
function blank() {
  document.body.classList.toggle("blank");
}

/** The number of the step that an address names, `#step=3`; −1 where it names none. */
function asked() {
  const number = Number(new URLSearchParams(location.hash.replace(/^#/, "")).get("step"));
  return Number.isInteger(number) && number >= 1 && number <= steps.length ? number - 1 : -1;
}

function told() {
  document.body.classList.remove("blank");
  notes.show();
  deck.film.show();
  if (deck.number < 0 || asked() === deck.number) return;
  try {
    history.replaceState(null, "", `#step=${deck.number + 1}`);
  } catch {
    // inside another page, which has the address
  }
}

function rest() {
  let timer = 0;
  const wake = () => {
    document.body.classList.remove("idle");
    clearTimeout(timer);
    timer = setTimeout(() => document.body.classList.add("idle"), IDLE);
  };
  for (const kind of ["pointermove", "pointerdown", "focusin"]) addEventListener(kind, wake);
  wake();
}

async function start() {
  deck.told = told;
  await deck.start();
  listenToKeys(document, along); // a film's own keys end with it; of both, whoever is first takes a key for itself
  addEventListener("hashchange", () => asked() >= 0 && asked() !== deck.number && deck.go(asked()));
  if (asked() >= 0) await deck.go(asked());
  rest();
  globalThis.deck = deck;
  document.documentElement.dataset.ready = "";
}

start().catch(failed);
