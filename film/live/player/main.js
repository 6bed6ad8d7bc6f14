/** The page of one film. */
import { Embedding, fragment } from "./embedding.js";
import { openFilm } from "./film.js";
import { Round } from "./round.js";
import { unpack } from "./tape.js";
import { readWords } from "./words.js";

const find = (id) => document.getElementById(id);

async function open() {
  const stored = await unpack(find("tape").textContent);
  find("tape").remove(); // it is read, and large
  const film = await openFilm(find, stored, readWords(find("words")));
  if (document.body.dataset.round !== undefined) new Round(find, film);
  const embedding = new Embedding(film.tape.name, film.clock, film.beats, film.look);
  film.clock.listen(() => embedding.tell());
  const asked = fragment(location.hash);
  document.body.classList.toggle("bare", asked.bare);
  embedding.go(asked);
  document.documentElement.dataset.ready = "";
  globalThis.film = film;
  embedding.tell(); // that it is ready
}

open().catch((fault) => {
  find("fault").hidden = false;
  throw fault;
});
