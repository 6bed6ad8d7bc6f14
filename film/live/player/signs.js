/** Bytes out of the signs that a page has for them: two signs hold 13 bits, the lowest first. */
const SIGNS = Array.from({ length: 94 }, (_, k) => String.fromCharCode(33 + k)).filter((sign) => !'"&<'.includes(sign));
const BITS = 13;
const FEW = 6; // that one sign holds

export function bytesOf(text) {
  const values = new Uint8Array(128);
  SIGNS.forEach((sign, value) => (values[sign.charCodeAt(0)] = value));
  const bytes = new Uint8Array(((text.length >> 1) * BITS + (text.length % 2) * FEW) >> 3);
  let [held, bits, at] = [0, 0, 0];
  for (let k = 0; k < text.length; k += 2) {
    const last = k + 1 === text.length;
    held |= (values[text.charCodeAt(k)] + (last ? 0 : SIGNS.length * values[text.charCodeAt(k + 1)])) << bits;
    for (bits += last ? FEW : BITS; bits >= 8; bits -= 8) {
      bytes[at++] = held & 0xff;
      held >>= 8;
    }
  }
  return bytes;
}
