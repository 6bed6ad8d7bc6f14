/**
 * Digits in the film's own face: written as text, they come out of the browser's cache of glyphs.
 *
 * For 4,096 numbers that change in each frame this was measured against outlines, an atlas of glyphs and WebGL: without
 * a graphics card it is by far the fastest, if the size is the one on screen and nothing but a place is transformed.
 */
const FAMILY = "FilmDigits";
const EM = 64; // pixels, for what is turned: it is scaled from there
const FIRM = 0.0065; // for each level of a grey over MIDDLE, measured in Chromium 156 against Skia: digits of 9 to 28 pixels
const MIDDLE = 125;

/**
 * Opacities of two drawings, one over the other, that look like one in the film; the second is 0 where one is enough.
 *
 * The film's text has its light letters made firmer: of a pixel that is covered by c, a light digit takes c + k·c·(1 − c).
 * A browser's hardly are. Two drawings of p and q cover 1 − (1 − pc)(1 − qc), which is the same where p + q is the
 * opacity times (1 + k), and (1 − p)(1 − q) one less the opacity.
 */
export function firmly(opacity, [red, green, blue]) {
  const more = FIRM * (0.2126 * red + 0.7152 * green + 0.0722 * blue - MIDDLE);
  if (more < 0.05) return [opacity, 0];
  const sum = Math.min(opacity * (1 + more), 2 - 2 * Math.sqrt(1 - opacity)); // more cannot be had of two
  const apart = Math.sqrt(Math.max(0, sum * sum - 4 * (sum - opacity)));
  return [(sum + apart) / 2, (sum - apart) / 2];
}

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

  firm = true;
  #fonts = new WeakMap(); // canvas -> the font that is set there

  /** Writes digits; the matrix takes a square of one em, y down, to pixels. */
  draw(canvas, text, [a, b, c, d, e, f], color) {
    const upright = Math.abs(b) < 1e-6 && Math.abs(c) < 1e-6 && Math.abs(a - d) < 1e-4 * Math.abs(a) && a > 0;
    this.#font(canvas, upright ? a.toFixed(2) : EM);
    if (upright) canvas.setTransform(1, 0, 0, 1, 0, 0);
    else canvas.setTransform(a / EM, b / EM, c / EM, d / EM, e, f);
    const at = upright ? [e, f] : [0, 0];
    const over = canvas.globalCompositeOperation === "source-over"; // two that are added would be too bright
    for (const opacity of this.firm && over ? firmly(canvas.globalAlpha, color) : [canvas.globalAlpha]) {
      if (!opacity) return;
      canvas.globalAlpha = opacity;
      canvas.fillText(text, ...at);
    }
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
