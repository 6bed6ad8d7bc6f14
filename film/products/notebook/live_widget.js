/** Shows a page in a frame of its own, and keeps the widget's values and the page's the same. */
const HEARD = ["time", "playing", "beat"];
const PLAIN = { theme: "", speed: 1, time: 0, beat: "", playing: false }; // what a page is told nothing of

function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.title = model.get("title");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.allow = "fullscreen";
  frame.style.cssText = `display: block; width: 100%; aspect-ratio: ${model.get("aspect")}; border: 0; border-radius: 8px`;
  frame.srcdoc = model.get("page");
  let told = null; // what the page said last: it need not be told that; null until it is ready
  const tell = (message) => frame.contentWindow?.postMessage(message, "*");
  const asks = {
    time: (time) => ({ seek: time }),
    playing: (playing) => (playing ? { play: true } : { pause: true }),
    beat: (beat) => ({ beat }),
    theme: (theme) => ({ theme }),
    speed: (speed) => ({ speed }),
  };
  const changed = Object.entries(asks).map(([name, ask]) => {
    const act = () => told && model.get(name) !== told[name] && tell(ask(model.get(name)));
    return [`change:${name}`, act];
  });
  const hear = ({ source, data }) => {
    if (source !== frame.contentWindow || typeof data?.time !== "number") return;
    const ready = told === null;
    told = Object.fromEntries(HEARD.map((name) => [name, data[name]]));
    const set = ready ? Object.keys(PLAIN).filter((name) => model.get(name) !== PLAIN[name]) : [];
    if (set.length) return set.forEach((name) => tell(asks[name](model.get(name))));
    for (const name of HEARD) model.set(name, told[name]);
    model.save_changes();
  };
  addEventListener("message", hear);
  for (const [name, act] of changed) model.on(name, act);
  el.append(frame);
  return () => {
    removeEventListener("message", hear);
    for (const [name, act] of changed) model.off(name, act);
  };
}

export default { render };
