/**
 * Clouds of tens of thousands of points as light: each spread over the pixels round it, summed, laid on as one picture.
 *
 * It is the film's own sum, so that a page shows the clip's picture: light never burns out, a sum s of it gives the
 * opacity s / (1 + s). No graphics card is needed: a picture that WebGL drew would have to be read back first.
 */
const PHASES = 16; // places of a point inside its pixel that a kernel is kept for, across and down
const SPREAD = 1 / 135; // standard deviation of a point's light, in units of the scene
const [SHARPEST, SOFTEST] = [0.5, 1]; // that deviation in pixels, at least and at most
const DIMMEST = 0.004; // light that changes no pixel
const NEAREST = 0.05; // units ahead
const PART = 64; // of a whole number, whose parts are told apart

export class Clouds {
  constructor(tape) {
    this.tape = tape;
    this.read = new Map();
    this.sums = new Float32Array(0);
    this.kernels = new Map();
  }

  /** Draws a cloud seen through a lens; `facts` are the fifteen values that say how bright its points are. */
  draw(canvas, number, lens, facts, [red, green, blue]) {
    const { width, height } = canvas.canvas;
    const pixels = height / this.tape.frame[1];
    if (this.sums.length < width * height) this.sums = new Float32Array(width * height);
    const box = this.#splat(this.#cloud(number), lens, facts, width, height, pixels);
    if (box.right <= box.left || box.bottom <= box.top) return;
    const [wide, high] = [box.right - box.left, box.bottom - box.top];
    const image = new ImageData(wide, high);
    const out = new Uint32Array(image.data.buffer);
    const colour = (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red);
    for (let y = 0, at = 0; y < high; y++) {
      const row = (box.top + y) * width + box.left;
      for (let x = 0; x < wide; x++, at++) {
        const sum = this.sums[row + x];
        if (!sum) continue;
        out[at] = ((((255 * sum) / (1 + sum) + 0.5) | 0) << 24) | colour;
        this.sums[row + x] = 0;
      }
    }
    canvas.setTransform(1, 0, 0, 1, 0, 0);
    canvas.drawImage(this.#laid(image), 0, 0, wide, high, box.left, box.top, wide, high);
  }

  #splat({ at, shares }, m, facts, width, height, pixels) {
    const [layout, focal, grain, light, near, fade, far, front, shared, dim, gain, veil0, veil1, floor0, floor1] = facts;
    const before = Math.min(Math.floor(layout), at.length - 1);
    const [from, to] = [at[before], at[Math.min(before + 1, at.length - 1)]];
    const [own, next] = [shares[before], shares[Math.min(before + 1, shares.length - 1)]];
    const between = layout - before;
    const count = from.length / 3;
    const { side, weights } = this.#kernel(Math.min(Math.max(SPREAD * pixels, SHARPEST), SOFTEST));
    const half = side / 2 - 0.5;
    const box = { left: width, top: height, right: 0, bottom: 0 };
    for (let k = 0; k < count; k++) {
      const x = from[k] + between * (to[k] - from[k]);
      const y = from[k + count] + between * (to[k + count] - from[k + count]);
      const z = from[k + 2 * count] + between * (to[k + 2 * count] - from[k + 2 * count]);
      const depth = m[8] * x + m[9] * y + m[10] * z + m[11];
      if (depth <= near) continue;
      const ahead = Math.max(depth, NEAREST);
      const across = (m[0] * x + m[1] * y + m[2] * z + m[3]) / depth;
      const up = (m[4] * x + m[5] * y + m[6] * z + m[7]) / depth;
      const radius = (focal / ahead) * grain * pixels;
      let lit = light * Math.PI * radius * radius * within((across - veil0) / (veil1 - veil0)) * within((up - floor0) / (floor1 - floor0));
      if (far > 0) {
        lit *= within((depth - near) / fade) * Math.min(Math.max((far / ahead) ** 2, 0.2), 4);
        if (front < 1) lit *= 1 - (1 - front) * within((far - depth) / 0.5);
      }
      if (shared > 0) lit *= 1 - shared + shared * (dim + gain * (own[k] + between * (next[k] - own[k])));
      if (!(lit > DIMMEST)) continue;
      const left = across * pixels + width / 2 - half;
      const top = height / 2 - up * pixels - half;
      const [column, row] = [Math.floor(left), Math.floor(top)];
      if (column < 0 || row < 0 || column + side > width || row + side > height) continue;
      const kernel = (Math.floor((top - row) * PHASES) * PHASES + Math.floor((left - column) * PHASES)) * side * side;
      for (let j = 0, w = kernel; j < side; j++) {
        const start = (row + j) * width + column;
        for (let i = 0; i < side; i++, w++) this.sums[start + i] += lit * weights[w];
      }
      if (column < box.left) box.left = column;
      if (row < box.top) box.top = row;
      if (column + side > box.right) box.right = column + side;
      if (row + side > box.bottom) box.bottom = row + side;
    }
    return box;
  }

  /** A picture as a canvas: put where it is laid over what is there, and not in its place. */
  #laid(image) {
    this.laid ??= new OffscreenCanvas(1, 1);
    if (this.laid.width < image.width || this.laid.height < image.height)
      Object.assign(this.laid, { width: Math.max(this.laid.width, image.width), height: Math.max(this.laid.height, image.height) });
    this.laid.getContext("2d", { willReadFrequently: true }).putImageData(image, 0, 0);
    return this.laid;
  }

  #cloud(number) {
    if (!this.read.has(number)) {
      const { n, at, scale, shares = [], share = 1 } = this.tape.clouds[number];
      const old = typeof at[0] === "string"; // before format 3
      this.read.set(number, {
        at: at.map((layout) => (old ? places(bytes(layout), scale) : this.#along(layout, n))),
        shares: shares.map((each) => (old ? Float32Array.from(bytes(each), (step) => step * share) : this.#along([each], n))),
      });
    }
    return this.read.get(number);
  }

  /** Values of n points, axis after axis: each is one of the tape, times and plus a number, or e to the power of that. */
  #along(told, n) {
    const values = new Float32Array(told.length * n);
    told.forEach(([axis, times, plus, power], place) => {
      const [high, low] = times ? this.tape.axes[axis] : [];
      for (let k = 0; k < n; k++) {
        const value = plus + (times ? times * (PART * high[k] + low[k]) : 0);
        values[place * n + k] = power ? Math.exp(value) : value;
      }
    });
    return values;
  }

  /** Light of one point over 2 × 2 or 4 × 4 pixels, for each place inside its pixel: it adds up to 1. */
  #kernel(spread) {
    if (this.kernels.has(spread)) return this.kernels.get(spread);
    const side = spread <= SHARPEST ? 2 : 4;
    const weights = new Float32Array(PHASES * PHASES * side * side);
    const line = (phase) =>
      Array.from({ length: side }, (_, k) => Math.exp(-((k - (side / 2 - 1 + (phase + 0.5) / PHASES)) ** 2) / (2 * spread ** 2)));
    for (let down = 0, at = 0; down < PHASES; down++)
      for (let across = 0; across < PHASES; across++) {
        const both = line(down).flatMap((y) => line(across).map((x) => x * y));
        const sum = both.reduce((total, each) => total + each, 0);
        for (const each of both) weights[at++] = each / sum;
      }
    this.kernels.set(spread, { side, weights });
    return this.kernels.get(spread);
  }
}

function within(share) {
  return share < 0 ? 0 : share > 1 ? 1 : share;
}

/** Whole numbers of two bytes, for each axis first all that are low, then all that are high: so they pack smaller. */
function places(stored, scale) {
  const count = stored.length / 6;
  return Float32Array.from({ length: 3 * count }, (_, k) => {
    const low = Math.floor(k / count) * 2 * count + (k % count);
    return ((((stored[low + count] << 8) | stored[low]) << 16) >> 16) * scale;
  });
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}
