/** Outlines as paths: what a tape has as contours, digits, circles and squares. */
import { bent, UNITS } from "./tape.js";

const POINTS = { M: 1, L: 1, Q: 2, C: 3, Z: 0 };
const EM = 1000; // units of a glyph
const TRIFLE = 1e-4; // of a shape's unit, which is a scene unit at most: a hundredth of a pixel

export class Outlines {
  constructor(tape) {
    this.tape = tape;
    this.verbs = tape.verbs.map((verbs) => verbs.replace(/([MLQCZ])(\d+)/g, (_, verb, count) => verb.repeat(count)));
    this.contours = tape.contours.map(([verbs, differences]) => [this.verbs[verbs], summed([0, 0, ...differences], UNITS.outline)]);
    this.paths = new Map();
  }

  kind(number) {
    return this.tape.shapes[number][0];
  }

  /** Whether a shape's outline is another at each moment. */
  moves(number) {
    return number >= 0 && this.kind(number) === "m";
  }

  path(number, u) {
    if (this.moves(number)) return this.#morphing(this.tape.shapes[number], u);
    if (!this.paths.has(number)) this.paths.set(number, this.#build(this.tape.shapes[number]));
    return this.paths.get(number);
  }

  #build([kind, ...rest]) {
    const path = new Path2D();
    if (kind === "c") path.arc(0, 0, 1, 0, 2 * Math.PI);
    else if (kind === "t") this.#digits(path, rest[0]);
    else if (kind === "p") this.#contours(path, rest);
    else path.rect(0, 0, 1, 1);
    if (kind === "c") path.closePath();
    return path;
  }

  #digits(path, text) {
    let pen = 0;
    for (const sign of text) {
      const [advance, verbs, points] = this.tape.glyphs[sign];
      follow(path, verbs, points, 1 / EM, pen / EM, 0);
      pen += advance;
    }
  }

  #contours(path, numbers) {
    let [x, y] = [0, 0];
    for (let k = 0; k < numbers.length; k += 4) {
      const [verbs, points] = this.contours[numbers[k]];
      [x, y] = [x + numbers[k + 2], y + numbers[k + 3]];
      follow(path, verbs, points, numbers[k + 1] / UNITS.outline, x / UNITS.outline, y / UNITS.outline);
    }
  }

  #points(shape, u, axes) {
    const [, , base, ...deltas] = shape;
    shape.base ??= moved(base, axes);
    shape.deltas ??= deltas.map(([curve, delta]) => [curve, moved(delta, axes)]);
    const points = Float32Array.from(shape.base);
    for (const [curve, delta] of shape.deltas) {
      const share = this.tape.value([curve, 0, 1], u);
      for (let k = 0; k < points.length; k++) points[k] += share * delta[k];
    }
    return points;
  }

  #morphing(shape, u) {
    const path = new Path2D();
    follow(path, this.verbs[shape[1]], this.#points(shape, u, 2), 1, 0, 0);
    return path;
  }

  /** An outline in space, or on an upright plane there, as a lens sees it. */
  seen(number, [lens, ...plane], u) {
    const shape = this.tape.shapes[number];
    const m = this.tape.lens(lens, u);
    const path = new Path2D();
    if (shape[0] === "w") follow(path, this.verbs[shape[1]], projected(this.#points(shape, u, 3), m), 1, 0, 0);
    else this.#onPlane(path, shape.slice(1), plane.map((stored) => this.tape.value(stored, u)), m);
    return path;
  }

  #onPlane(path, numbers, [left, low, deep, scale], m) {
    const [ox, oy, z] = [left, low, deep].map((part) => part / UNITS.place);
    let [x, y] = [0, 0];
    for (let k = 0; k < numbers.length; k += 4) {
      const [verbs, points] = this.contours[numbers[k]];
      [x, y] = [x + numbers[k + 2], y + numbers[k + 3]];
      const inSpace = [];
      for (let at = 0; at < points.length; at += 2)
        for (const [start, from, part] of [[ox, x, points[at]], [oy, y, points[at + 1]]])
          inSpace.push(start + ((from + numbers[k + 1] * part) / UNITS.outline) * (scale / UNITS.linear));
      follow(path, verbs, projected(inSpace.flatMap((part, at) => (at % 2 ? [part, z] : [part])), m), 1, 0, 0);
    }
  }
}

/** Points in space, in threes, as a lens sees them: a matrix of three rows, the last of which divides the others. */
function projected(points, m) {
  const flat = new Float32Array((points.length / 3) * 2);
  for (let k = 0, at = 0; k < points.length; k += 3, at += 2) {
    const [x, y, z] = [points[k], points[k + 1], points[k + 2]];
    const depth = m[8] * x + m[9] * y + m[10] * z + m[11];
    flat[at] = (m[0] * x + m[1] * y + m[2] * z + m[3]) / depth;
    flat[at + 1] = (m[4] * x + m[5] * y + m[6] * z + m[7]) / depth;
  }
  return flat;
}

/** Points of an outline that moves: axis after axis, each as it bends. */
function moved(stored, axes) {
  const count = stored.length / axes;
  const points = new Float32Array(stored.length);
  for (let axis = 0; axis < axes; axis++)
    bent(stored.slice(axis * count, (axis + 1) * count)).forEach((part, k) => (points[k * axes + axis] = part / UNITS.moving));
  return points;
}

/** Points from the differences between them, x and y in turn. */
function summed(differences, unit) {
  const points = Float32Array.from(differences);
  for (let k = 2; k < points.length; k++) points[k] += points[k - 2];
  return points.map((part) => part / unit);
}

/**
 * Draws contours into a path: points times `size`, moved by x and y. One that is a line of no length is a dot, which its
 * ends draw: a canvas would drop it, so it is a trifle long.
 */
function follow(path, verbs, points, size, x, y) {
  let at = 0;
  let [left, low] = [0, 0];
  for (let k = 0; k < verbs.length; k++) {
    const verb = verbs[k];
    const p = [];
    for (let n = 0; n < POINTS[verb]; n++, at += 2) p.push(x + size * points[at], y + size * points[at + 1]);
    if (verb === "M") path.moveTo(...p);
    else if (verb === "L") path.lineTo(alone(verbs, k) && p[0] === left && p[1] === low ? p[0] + TRIFLE : p[0], p[1]);
    else if (verb === "Q") path.quadraticCurveTo(...p);
    else if (verb === "C") path.bezierCurveTo(...p);
    else path.closePath();
    if (verb === "M") [left, low] = p;
  }
}

/** Whether a line is a whole contour. */
function alone(verbs, k) {
  return verbs[k - 1] === "M" && (verbs[k + 1] ?? "M") === "M";
}
