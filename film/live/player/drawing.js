/** The drawing of a moment: a tape's items on a canvas, from the lowest to the topmost. */
import { Clouds } from "./clouds.js";
import { UNITS } from "./tape.js";

const CAPS = ["butt", "round", "square"];
const JOINS = ["miter", "round", "bevel"];
const BLENDS = ["source-over", "lighter", "destination-in"];
const RULES = ["nonzero", "evenodd"];
const OPENS = -1;
const CLOSES = -2;
const UNSEEN = 1 / 512; // opacity
const MANY = 1500; // items, of which digits are no longer made firm: 4,096 take 23 ms as they are, and 43 firm

export class Drawing {
  constructor(tape, outlines, pictures, digits) {
    Object.assign(this, { tape, outlines, pictures, digits, clouds: new Clouds(tape) });
    this.pool = [];
    this.depth = 0; // of layers that are open
  }

  /** Draws items at a place of their play. */
  items(context, items, u, theme) {
    let [canvas, clip] = [context, 0];
    const open = [];
    if (this.digits) this.digits.firm = items.length < MANY;
    for (const one of items) {
      if (one.shape === CLOSES) {
        if (clip) this.#unclip(canvas);
        const [layer, opened] = [canvas, open.pop()];
        [canvas, clip] = opened.under;
        this.#lay(canvas, layer, opened.item, u, theme);
        this.depth -= 1;
        continue;
      }
      if (one.clip !== clip) {
        if (clip) this.#unclip(canvas);
        if (one.clip) this.#clip(canvas, one.clip, u);
        clip = one.clip;
      }
      if (one.shape === OPENS) {
        open.push({ item: one, under: [canvas, clip] });
        [canvas, clip] = [this.#layer(context.canvas), 0];
      } else this.#item(canvas, one, u, theme);
    }
    if (clip) this.#unclip(canvas);
  }

  #unclip(canvas) {
    canvas.restore();
    this.digits?.forget(canvas);
  }

  #item(canvas, one, u, theme) {
    const { tape, outlines } = this;
    const alpha = tape.value(one.alpha, u) / UNITS.alpha;
    if (alpha < UNSEEN) return;
    const number = tape.shape(one.shape, u);
    const kind = outlines.kind(number);
    const color = tape.color(one.color, u, theme);
    const css = `rgb(${color[0]},${color[1]},${color[2]})`;
    this.#blend(canvas, one, theme, alpha * color[3]);
    if (kind === "d") return this.#cloud(canvas, tape.shapes[number][1], one, color, u);
    if (one.matrix.length === 8) return this.pictures.drawBetween(canvas, tape.shapes[number][1], css, this.#corners(canvas, one.matrix, u));
    const inSpace = one.matrix.length === 1 || one.matrix.length === 5;
    const facing = inSpace && (kind === "c" || kind === "i");
    let matrix = facing ? tape.facing(one.matrix, u, kind === "i") : tape.matrix(inSpace ? [] : one.matrix, u, []);
    this.#transform(canvas, matrix);
    if (kind === "i") return this.pictures.draw(canvas, tape.shapes[number][1], css);
    const style = tape.styles[one.style];
    if (kind === "t" && this.digits && !style?.[0] && !one.gradient) {
      canvas.fillStyle = css;
      return this.digits.draw(canvas, tape.shapes[number][1], this.#pixels(canvas, matrix), color);
    }
    let path = inSpace && !facing ? outlines.seen(number, one.matrix, u) : outlines.path(number, u);
    let paint = css;
    if (one.gradient || (style?.[0] && stretches(matrix))) { // the path goes where a gradient is, and lines are as wide everywhere
      const there = new Path2D();
      there.addPath(path, new DOMMatrix(matrix));
      [path, matrix] = [there, [1, 0, 0, 1, 0, 0]];
      this.#transform(canvas, matrix);
      if (one.gradient) paint = this.#gradient(canvas, one.gradient, u, theme);
    }
    if (!style || !style[0]) {
      canvas.fillStyle = paint;
      canvas.fill(path, RULES[style?.[4] ?? 0]);
    } else this.#stroke(canvas, path, paint, style, one, matrix, u);
  }

  #cloud(canvas, number, one, color, u) {
    const facts = one.gradient.map((stored) => this.tape.value(stored, u) / UNITS.place);
    this.clouds.draw(canvas, number, this.tape.lens(one.matrix[0], u), facts, color);
  }

  #stroke(canvas, path, paint, [, cap, join], one, matrix, u) {
    const size = Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) || 1;
    canvas.strokeStyle = paint;
    canvas.lineWidth = this.tape.value(one.width, u) / UNITS.place / size;
    [canvas.lineCap, canvas.lineJoin, canvas.miterLimit] = [CAPS[cap], JOINS[join], 10];
    canvas.stroke(path);
  }

  #gradient(canvas, [kind, ...rest], u, theme) {
    const count = kind === 0 ? 4 : 3;
    const at = rest.slice(0, count).map((stored) => this.tape.value(stored, u) / UNITS.place);
    const made = kind === 0 ? canvas.createLinearGradient(...at) : canvas.createRadialGradient(at[0], at[1], 0, at[0], at[1], at[2]);
    for (const [offset, color, alpha] of rest.slice(count)) {
      const [red, green, blue, share] = this.tape.color(color, u, theme);
      const opacity = (share * this.tape.value(alpha, u)) / UNITS.alpha;
      made.addColorStop(Math.min(Math.max(offset / UNITS.curve, 0), 1), `rgba(${red},${green},${blue},${opacity})`);
    }
    return made;
  }

  #blend(canvas, one, theme, alpha) {
    const stored = this.tape.styles[one.style]?.[3] ?? 0;
    canvas.globalCompositeOperation = BLENDS[Array.isArray(stored) ? stored[theme === "dark" ? 0 : 1] : stored];
    canvas.globalAlpha = Math.min(1, alpha);
  }

  #transform(canvas, matrix) {
    canvas.setTransform(...this.#pixels(canvas, matrix));
  }

  /** A map to the scene's units as one to pixels. */
  #pixels(canvas, [a, b, c, d, e, f]) {
    const { width, height } = canvas.canvas;
    const size = height / this.tape.frame[1];
    return [size * a, -size * b, size * c, -size * d, size * e + width / 2, height / 2 - size * f];
  }

  #corners(canvas, matrix, u) {
    const { width, height } = canvas.canvas;
    const size = height / this.tape.frame[1] / UNITS.place;
    const at = matrix.map((stored) => this.tape.value(stored, u) * size);
    return [0, 2, 4, 6].map((k) => [at[k] + width / 2, height / 2 - at[k + 1]]);
  }

  #clip(canvas, number, u) {
    canvas.save();
    canvas.setTransform(1, 0, 0, 1, 0, 0); // the path is moved: under a map that takes all to a line nothing would be cut
    for (let next = number; next; next = this.tape.clips[next - 1][2] ?? 0) {
      const [shape, matrix] = this.tape.clips[next - 1];
      const there = new Path2D();
      there.addPath(this.outlines.path(this.tape.shape(shape, u), u), new DOMMatrix(this.#pixels(canvas, this.tape.matrix(matrix, u, []))));
      canvas.clip(there);
    }
  }

  #layer({ width, height }) {
    // One canvas for each depth of layers, kept from frame to frame.
    const canvas = (this.pool[this.depth] ??= new OffscreenCanvas(width, height));
    if (canvas.width !== width || canvas.height !== height) {
      Object.assign(canvas, { width, height });
      this.digits?.forget(canvas.getContext("2d"));
    }
    this.depth += 1;
    const context = canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }

  #lay(below, layer, opened, u, theme) {
    this.#blend(below, opened, theme, this.tape.value(opened.alpha, u) / UNITS.alpha);
    below.setTransform(1, 0, 0, 1, 0, 0);
    below.drawImage(layer.canvas, 0, 0);
  }
}

/** Whether a map draws a square as anything but a square. */
function stretches([a, b, c, d]) {
  const near = 1e-3 * Math.hypot(a, b, c, d);
  return Math.abs(a * c + b * d) > near * near || Math.abs(Math.hypot(a, b) - Math.hypot(c, d)) > near;
}
