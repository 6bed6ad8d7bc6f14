/** Keys, so that everything can be done without a pointer; a clicker for lectures sends Page Up and Page Down. */
const SET = "[type=range], [type=checkbox], select"; // these have some keys of their own
const TEXT = `input:not(${SET}), textarea`; // and these all
const ALONG = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]; // of a slider or a list
const PRESSED = "button, a, summary, select, [type=checkbox]"; // these have the space bar

/** Calls what a key stands for in `actions`, until the signal ends it. */
export function listenToKeys(target, actions, signal) {
  let pointed = false;
  const listen = (kind, hear) => target.addEventListener(kind, hear, { signal });
  listen("pointerdown", () => (pointed = true));
  listen("keydown", (event) => {
    pointed = false;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const on = (kinds) => event.target.closest(kinds);
    if (on(TEXT) && event.key !== "Escape") return;
    if (ALONG.includes(event.key) && on(SET)) return;
    if (event.key === " " && on(PRESSED)) return;
    const act = actions[event.key] ?? actions[event.key.toLowerCase()];
    if (!act || on("dialog[open]")) return; // one that was just closed has the focus until the next frame
    event.preventDefault();
    act();
  });
  // Whoever set it with a pointer is done with it: the arrows and the space bar are the film's again.
  listen("change", (event) => pointed && event.target.matches(SET) && event.target.blur());
}
