/** The tape, what a film is stored as: reads every format up to the newest, and says what is drawn at a moment. */
import { withNumbers } from "./columns.js";
import { unlzma } from "./lzma.js";
import { bytesOf } from "./signs.js";

export const NEWEST = 5;
export const UNITS = { place: 8192, linear: 65536, alpha: 1020, outline: 16384, moving: 1024, curve: 8192 };

export class UnknownTape extends Error {}

const PACKED = 2; // the first byte of what LZMA has packed; zlib's is another
const HEAD = 5; // bytes: that one, and four that tell how long it is unpacked
const CONTEXT = 3; // bits, as it was packed with

/** Unpacks the signs of a packed tape: JSON until format 1, from 2 on columns that LZMA has packed. */
export async function unpack(signs) {
  const bytes = bytesOf(signs.trim());
  if (bytes[0] === PACKED) {
    const size = new DataView(bytes.buffer).getUint32(1, true);
    return withNumbers(unlzma(bytes.subarray(HEAD), size, CONTEXT));
  }
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}

export class Tape {
  constructor(stored) {
    if (!Number.isInteger(stored.format) || stored.format < 1 || stored.format > NEWEST) throw new UnknownTape(`format ${stored.format}`);
    Object.assign(this, stored);
    for (const table of Object.values(this.colors)) for (const color of table) color[3] ??= 1;
    this.themes = Object.keys(stored.ground);
    this.curves = stored.curves.map(stored.format < 3 ? bentCurve : curve);
    this.clipMoves = []; // whether each clip does
    for (const [shape, matrix, outer = 0] of this.clips)
      this.clipMoves.push(matrix.some(Array.isArray) || this.#morphs(shape) || (outer > 0 && this.clipMoves[outer - 1]));
    this.starts = [];
    let frames = 0;
    let before = { items: [], places: [] };
    for (const play of this.plays) {
      this.starts.push(frames);
      frames += play.n > 1 ? play.n : play.h;
      play.items = told(play.i, before.items, (one) => this.#item(one));
      play.places = told(play.p ?? [], before.places, (one) => one);
      before = play;
    }
    this.seconds = frames / this.fps;
  }

  /** The play at a moment, with its number and the place in it in frames: between two frames it is no whole number. */
  at(time) {
    const frame = Math.min(Math.max(time * this.fps, 0), this.seconds * this.fps - 1e-3);
    const number = Math.max(this.starts.findLastIndex((start) => start <= frame + 1e-6), 0);
    const play = this.plays[number];
    return { play, number, u: play.n > 1 ? Math.min(Math.max(frame - this.starts[number], 0), play.n - 1) : 0 };
  }

  /** A value at a place of its play: a whole number, or one that goes along a curve. */
  value(stored, u) {
    if (typeof stored === "number") return stored;
    const points = this.curves[stored[0]];
    const before = u | 0;
    const share = u - before;
    const along = share && before + 1 < points.length ? points[before] + (points[before + 1] - points[before]) * share : points[before];
    return stored[1] + (stored[2] - stored[1]) * along;
  }

  /** An affine map from a shape to the scene's units, into `out`: x' = a x + c y + e, y' = b x + d y + f. */
  matrix(stored, u, out) {
    const { linear, place } = UNITS;
    const at = (number) => this.value(stored[number], u);
    const last = stored.length - 2;
    [out[0], out[1], out[2], out[3]] = [1, 0, 0, 1];
    if (stored.length === 3) out[0] = out[3] = at(0) / linear;
    else if (stored.length === 4) [out[0], out[3]] = [at(0) / linear, at(1) / linear];
    else if (stored.length === 6) for (let k = 0; k < 4; k++) out[k] = at(k) / linear;
    out[4] = stored.length ? at(last) / place : 0;
    out[5] = stored.length ? at(last + 1) / place : 0;
    return out;
  }

  /** The number of an item's shape, which may be another in each frame. */
  shape(stored, u) {
    if (typeof stored === "number") return stored;
    let number = stored[0];
    for (let k = 1; k <= (u | 0) && k < stored.length; k++) number += stored[k];
    return number;
  }

  #item(stored) {
    const [shape, style = 0, width = 0, matrix = [], color = 0, alpha = 0, clip = 0, gradient = 0] =
      stored.length === 2 ? defined(this.defs[stored[0]], stored[1]) : stored;
    const seen = matrix.length === 1 || matrix.length === 5 ? [...this.lenses[matrix[0]], ...matrix.slice(1)] : matrix;
    const facts = this.shapes[shape]?.[0] === "d" ? gradient : moving(gradient);
    const still = !this.#morphs(shape) && !this.clipMoves[clip - 1] && ![shape, width, color, alpha, ...seen, ...facts].some(Array.isArray);
    return { shape, style, width, matrix, color, alpha, clip, gradient, still };
  }

  /** Whether a shape's points move, in the frame or in space. */
  #morphs(number) {
    const outline = this.shapes[number] ?? [];
    return (outline[0] === "m" || outline[0] === "w") && outline.length > 3;
  }

  /** A lens as a matrix of three rows and four columns: what it sees is the first two rows by the third. */
  lens(number, u) {
    return this.lenses[number].map((stored) => this.value(stored, u) / UNITS.linear);
  }

  /**
   * The map from what faces the eye, at a place in space, to the scene's units: the farther it is, the smaller.
   * A circle is round its place; so is a square, which begins at 0.
   */
  facing([lens, ...stored], u, square) {
    const m = this.lens(lens, u);
    const [x, y, z, size] = stored.map((part) => this.value(part, u) / UNITS.place);
    const [across, up, depth] = [0, 4, 8].map((row) => m[row] * x + m[row + 1] * y + m[row + 2] * z + m[row + 3]);
    const [half, e, f] = [size / depth, across / depth, up / depth];
    return square ? [2 * half, 0, 0, 2 * half, e - half, f - half] : [half, 0, 0, half, e, f];
  }

  /** A colour as [red, green, blue], 0 to 255, and the share of an opacity that it has in this theme. */
  color(stored, u, theme) {
    const table = this.colors[theme];
    if (typeof stored === "number") return table[stored];
    const share = this.value([stored[0], 0, 1], u);
    const [from, to] = [table[stored[1]], table[stored[2]]];
    return from.map((part, k) => part + (to[k] - part) * share);
  }
}

/** A curve: how wide its steps are, and whether it is told by them, or as it bends; then its values. */
function curve([way, ...told]) {
  const wide = 2 ** (way >> 1);
  let value = 0;
  const values = way & 1 ? told.map((step) => (value += step)) : bent(told);
  return Float32Array.from(values, (each) => (each * wide) / UNITS.curve);
}

function bentCurve(stored) {
  return Float32Array.from(bent(stored), (value) => value / UNITS.curve);
}

/** Values from how they bend: the first value, the first step, and by how much each step differs from the one before. */
export function bent(stored) {
  let [value, step] = [0, 0];
  return stored.map((part, k) => {
    if (k > 0) step += part;
    return (value += k > 0 ? step : part);
  });
}

/** Lists are stored as runs that are as in the list before, and what is new. */
function told(list, before, read) {
  return list.flatMap((one) => (one.length === 3 && one[2] === 0 ? before.slice(one[0], one[0] + one[1]) : [read(one)]));
}

function defined([shape, style, width, matrix, color, clip, gradient], alpha) {
  return [shape, style, width, matrix, color, alpha, clip, gradient];
}

/** The values of a gradient, which may move: its places, and colour and opacity of its stops. */
function moving(gradient) {
  if (!gradient) return [];
  const count = gradient[0] === 0 ? 5 : 4;
  return [...gradient.slice(1, count), ...gradient.slice(count).flatMap((stop) => stop.slice(1))];
}
