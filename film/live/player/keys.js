/** Keys, so that everything can be done without a pointer; a clicker for lectures sends Page Up and Page Down. */
const FIELDS = "input, select, textarea"; // these have keys of their own
const PRESSED = "button, a, summary"; // and these the space bar

export function listenToKeys(target, actions) {
  target.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const field = event.target.closest(FIELDS);
    if (field && event.key !== "Escape") return;
    if (event.key === " " && event.target.closest(PRESSED)) return;
    const act = actions[event.key] ?? actions[event.key.toLowerCase()];
    if (!act || event.target.closest("dialog")) return;
    event.preventDefault();
    act();
  });
}
