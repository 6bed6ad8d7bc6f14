/**
 * Digits in the film's own face: written as text, they come out of the browser's cache of glyphs.
 *
 * For 4,096 numbers that change in each frame this was measured against outlines, an atlas of glyphs and WebGL: without
 * a graphics card it is by far the fastest, if the size is the one on screen and nothing but a place is transformed.
 */
const FAMILY = "FilmDigits";
const EM = 64; // pixels, for what is turned: it is scaled from there

export class Digits {
  /** Loads the face of a tape; null where it has none, or the browser refuses it: digits are outlines then. */
  static async of(base64) {
    if (!base64) return null;
    try {
      const face = new FontFace(FAMILY, Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)));
      document.fonts.add(await face.load());
      return new Digits();
    } catch {
      return null;
    }
  }

  #fonts = new WeakMap(); // canvas -> the font that is set there

  /** Writes digits; the matrix takes a square of one em, y down, to pixels. */
  draw(canvas, text, [a, b, c, d, e, f]) {
    const upright = Math.abs(b) < 1e-6 && Math.abs(c) < 1e-6 && Math.abs(a - d) < 1e-4 * Math.abs(a) && a > 0;
    this.#font(canvas, upright ? a.toFixed(2) : EM);
    if (upright) canvas.setTransform(1, 0, 0, 1, 0, 0);
    else canvas.setTransform(a / EM, b / EM, c / EM, d / EM, e, f);
    canvas.fillText(text, upright ? e : 0, upright ? f : 0);
  }

  #font(canvas, size) {
    const font = `${size}px ${FAMILY}`;
    if (this.#fonts.get(canvas) === font) return;
    canvas.font = font;
    canvas.textRendering = "geometricPrecision";
    this.#fonts.set(canvas, font);
  }

  /** Forgets what was set: a canvas was restored, or made anew. */
  forget(canvas) {
    this.#fonts.delete(canvas);
  }
}
