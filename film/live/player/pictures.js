/** Pictures of a tape, made of pixels: as they are, as masks filled with a colour, and laid into perspective. */
const MASK = 1;
const NEAREST = 2;
const TILED = 4;
const BETWEEN = 8;
const CELLS = 12; // of the grid that a picture in perspective is cut into, a side

export class Pictures {
  /** Decodes all pictures, before the first is drawn. */
  static async of(stored) {
    const strips = stored.map(([, , , base64]) => {
      if (typeof base64 === "number") return null;
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      return createImageBitmap(new Blob([bytes]), { colorSpaceConversion: "none" });
    });
    const bitmaps = (await Promise.all(strips)).map((bitmap, n) => (stored[n][2] & TILED ? laid(bitmap, stored[n]) : bitmap));
    // The pixels of one may be those of another, which is drawn in another way.
    return new Pictures(stored, bitmaps.map((bitmap, n) => bitmap ?? bitmaps[stored[n][3]]));
  }

  constructor(stored, bitmaps) {
    this.kinds = stored.map(([, , kind]) => kind);
    this.bitmaps = bitmaps;
    this.tinted = new Map();
  }

  /** Draws one on the unit square of the transform that is set. */
  draw(context, number, css) {
    this.#smooth(context, number);
    context.drawImage(this.#filled(number, css), 0, 0, 1, 1);
  }

  /** Made smaller first, or pixel by pixel, or between the four that are nearest. */
  #smooth(context, number) {
    context.imageSmoothingEnabled = !(this.kinds[number] & NEAREST);
    context.imageSmoothingQuality = this.kinds[number] & BETWEEN ? "low" : "high";
  }

  /** Draws one between four corners in pixels, from the upper left on clockwise. */
  drawBetween(context, number, css, corners) {
    this.#smooth(context, number);
    const picture = this.#filled(number, css);
    const to = homography(corners);
    const [wide, high] = [picture.width, picture.height];
    for (let row = 0; row < CELLS; row++)
      for (let column = 0; column < CELLS; column++) {
        const [u, v] = [column / CELLS, row / CELLS];
        const [a, b, c, d] = [to(u, v), to(u + 1 / CELLS, v), to(u + 1 / CELLS, v + 1 / CELLS), to(u, v + 1 / CELLS)];
        context.save();
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.beginPath();
        for (const [x, y] of grown([a, b, c, d])) context.lineTo(x, y);
        context.clip();
        // One affine map a cell: from its upper left corner along the mean of opposite sides.
        const across = [(b[0] - a[0] + c[0] - d[0]) / 2, (b[1] - a[1] + c[1] - d[1]) / 2].map((part) => (part * CELLS) / wide);
        const down = [(d[0] - a[0] + c[0] - b[0]) / 2, (d[1] - a[1] + c[1] - b[1]) / 2].map((part) => (part * CELLS) / high);
        const middle = [0, 1].map((k) => (a[k] + b[k] + c[k] + d[k]) / 4);
        const [x, y] = [(u + 0.5 / CELLS) * wide, (v + 0.5 / CELLS) * high];
        context.setTransform(...across, ...down, middle[0] - across[0] * x - down[0] * y, middle[1] - across[1] * x - down[1] * y);
        context.drawImage(picture, 0, 0);
        context.restore();
      }
  }

  #filled(number, css) {
    const bitmap = this.bitmaps[number];
    if (!(this.kinds[number] & MASK)) return bitmap;
    const kept = this.tinted.get(number);
    if (kept?.css === css) return kept.canvas;
    const canvas = kept?.canvas ?? new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d");
    context.globalCompositeOperation = "copy";
    context.drawImage(bitmap, 0, 0);
    context.globalCompositeOperation = "source-in";
    context.fillStyle = css;
    context.fillRect(0, 0, bitmap.width, bitmap.height);
    this.tinted.set(number, { css, canvas });
    return canvas;
  }
}

/** A picture laid of tiles, which are one below the other in a strip. */
function laid(strip, [width, height, , , side, numbers]) {
  const canvas = new OffscreenCanvas(strip.width, strip.height);
  const context = canvas.getContext("2d");
  context.drawImage(strip, 0, 0);
  const tiles = new Uint32Array(context.getImageData(0, 0, strip.width, strip.height).data.buffer);
  const image = new ImageData(width, height);
  const out = new Uint32Array(image.data.buffer);
  numbers.forEach((number, place) => {
    const start = Math.floor((place * side) / width) * side * width + ((place * side) % width);
    for (let row = 0; row < side; row++) out.set(tiles.subarray((number * side + row) * side, (number * side + row + 1) * side), start + row * width);
  });
  Object.assign(canvas, { width, height });
  context.putImageData(image, 0, 0);
  return canvas.transferToImageBitmap();
}

/** The map of perspective that takes the unit square to four corners, after Heckbert (1989). */
export function homography([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]) {
  const [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const det = dx1 * dy2 - dx2 * dy1;
  const [g, h] = det ? [(sx * dy2 - dx2 * sy) / det, (dx1 * sy - sx * dy1) / det] : [0, 0];
  const [a, b, d, e] = [x1 - x0 + g * x1, x3 - x0 + h * x3, y1 - y0 + g * y1, y3 - y0 + h * y3];
  return (u, v) => {
    const w = g * u + h * v + 1;
    return [(a * u + b * v + x0) / w, (d * u + e * v + y0) / w];
  };
}

/** A cell a little larger than it is, so that no seam shows between it and the next. */
function grown(corners) {
  const middle = [0, 1].map((k) => corners.reduce((sum, corner) => sum + corner[k], 0) / 4);
  return corners.map((corner) => {
    const out = corner.map((part, k) => part - middle[k]);
    const size = Math.hypot(...out) || 1;
    return corner.map((part, k) => part + (0.6 * out[k]) / size);
  });
}
