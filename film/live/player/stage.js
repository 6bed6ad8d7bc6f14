/** The stage: draws each moment on the canvas, and what stands still only once. */
import { Drawing } from "./drawing.js";

const KEPT = 3; // layers of what stands still above the lowest
const WORTH = 12; // items, from which on a layer is kept

export class Stage {
  constructor(canvas, tape, outlines, pictures, digits, look) {
    Object.assign(this, { canvas, tape, look });
    this.drawing = new Drawing(tape, outlines, pictures, digits);
    this.context = canvas.getContext("2d", { alpha: false });
    this.layers = [];
    this.kept = { key: "", runs: [] };
  }

  show(time) {
    const { play, number, u } = this.tape.at(time);
    const { canvas, context } = this;
    this.drawing.digits?.forget(context);
    const theme = this.look.theme;
    const key = `${number} ${canvas.width} ${canvas.height} ${theme}`;
    if (this.kept.key !== key) this.kept = { key, runs: this.#keep(play.items, theme) };
    this.#ground(context, theme);
    for (const { items, layer } of this.kept.runs) {
      if (!layer) this.drawing.items(context, items, u, theme);
      else {
        context.setTransform(1, 0, 0, 1, 0, 0);
        [context.globalAlpha, context.globalCompositeOperation] = [1, "source-over"];
        context.drawImage(layer, 0, 0);
      }
    }
  }

  #ground(context, theme) {
    context.setTransform(1, 0, 0, 1, 0, 0);
    [context.globalAlpha, context.globalCompositeOperation] = [1, "source-over"];
    context.fillStyle = `rgb(${this.tape.ground[theme]})`;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** Cuts items into runs, and draws the longest that stand still into layers of their own. */
  #keep(items, theme) {
    const runs = [];
    for (const { still, plain, items: unit } of units(items, this.tape.styles)) {
      const last = runs.at(-1);
      // Only the lowest run may blend: it is drawn on the ground. A layer above is laid over, as it is.
      if (last && last.still === still && (last.plain === plain || runs.length === 1)) last.items.push(...unit);
      else runs.push({ still, plain, items: [...unit] });
    }
    const worth = runs.filter((run, place) => run.still && (place === 0 || (run.plain && run.items.length >= WORTH)));
    const longest = worth.slice(1).sort((a, b) => b.items.length - a.items.length).slice(0, KEPT);
    [...worth.slice(0, 1), ...longest].forEach((run, place) => (run.layer = this.#layer(run, place, run === runs[0], theme)));
    return runs;
  }

  #layer(run, place, lowest, theme) {
    const { width, height } = this.canvas;
    const layer = (this.layers[place] ??= document.createElement("canvas"));
    Object.assign(layer, { width, height }); // which also clears it
    const context = layer.getContext("2d");
    this.drawing.digits?.forget(context); // a canvas of another size is as new
    if (lowest) this.#ground(context, theme);
    this.drawing.items(context, run.items, 0, theme);
    return layer;
  }
}

/** What is drawn as one: an item, or a layer of the tape with all that it holds. */
function* units(items, styles) {
  let [depth, held] = [0, []];
  for (const one of items) {
    held.push(one);
    if (one.shape === -1) depth += 1;
    if (one.shape === -2) depth -= 1;
    if (depth) continue;
    const blends = held.some((each) => each.shape !== -2 && styles[each.style]?.[3]);
    yield { still: held.every((each) => each.still), plain: held.length === 1 && !blends, items: held };
    held = [];
  }
}
