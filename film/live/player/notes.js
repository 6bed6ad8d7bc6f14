/** The speaker's window: what to say with a step, what comes next, and how long the talk has taken. */
import { element } from "./asking.js";
import { clock } from "./steps.js";
import { fill } from "./words.js";

const LOOK = {
  body: "margin: 0; padding: 1.25rem 1.5rem; background: #16171a; color: #f2f2f2; font: 1.15rem/1.5 system-ui, sans-serif;",
  head: "display: flex; justify-content: space-between; color: #c6c6c6; font-variant-numeric: tabular-nums;",
  notes: "white-space: pre-line; overflow-wrap: anywhere;",
  next: "margin-top: 1.5rem; padding-top: 0.75rem; border-top: 1px solid #4a4a4a; color: #c6c6c6;",
};

export class Notes {
  constructor(deck, words, listen) {
    Object.assign(this, { deck, words, listen });
    this.window = null;
    this.begun = null; // the talk's first moment, which stays where the window is opened again
  }

  /** Opens the window, or brings it to the front. */
  open() {
    if (this.window && !this.window.closed) return this.window.focus();
    this.window = globalThis.open("", "_blank", "popup,width=760,height=640");
    if (!this.window) return; // the browser forbids it
    const { document: page } = this.window;
    page.title = this.words.notes;
    page.documentElement.lang = document.documentElement.lang;
    this.parts = Object.fromEntries(["head", "notes", "next"].map((name) => [name, styled(element("div", ""), LOOK[name])]));
    [this.where, this.spent] = [element("span", ""), element("span", "")];
    this.parts.head.append(this.where, this.spent);
    const main = element("main", "");
    main.append(...Object.values(this.parts));
    styled(page.body, LOOK.body).replaceChildren(main);
    this.listen(page);
    this.begun ??= Date.now();
    clearInterval(this.timer);
    this.timer = setInterval(() => (this.window.closed ? clearInterval(this.timer) : this.#tick()), 1000);
    this.#tick();
    this.show();
  }

  /** Shows what belongs to the step on screen. */
  show() {
    if (!this.window || this.window.closed) return;
    const { number, steps } = this.deck;
    this.where.textContent = `${number + 1} / ${steps.length}`;
    this.parts.notes.textContent = steps[number]?.notes ?? "";
    const next = steps[number + 1];
    this.parts.next.textContent = next ? fill(this.words.next, { words: next.words }) : this.words.last;
  }

  #tick() {
    this.spent.textContent = clock((Date.now() - this.begun) / 1000);
  }
}

/** Style by the object model: what the page's policy forbids to be written is allowed to be set. */
function styled(made, css) {
  made.style.cssText = css;
  return made;
}
