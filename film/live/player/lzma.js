/** LZMA, as Python's lzma writes it: after the specification of Igor Pavlov, which is in the public domain. */
const FRESH = 1024; // a bit's probability before anything is known, of 2048
const MOST_SHORT = 4; // lengths that choose where a distance is told

/** Unpacks a raw stream of `size` bytes, packed with so many literal context bits, and with no bits of position. */
export function unlzma(packed, size, contextBits) {
  const out = new Uint8Array(size);
  const coder = new Coder(packed);
  const literals = fresh(0x300 << contextBits);
  const [isMatch, isRepeat, isFarther, isThird, isFourth, isLong] = Array.from({ length: 6 }, () => fresh(12));
  const [lengths, repeated, distances] = [new Lengths(coder), new Lengths(coder), new Distances(coder)];
  const back = [0, 0, 0, 0]; // the last four distances less one, the newest first
  let [state, at] = [0, 0];
  while (at < size) {
    if (!coder.bit(isMatch, state)) {
      const context = 0x300 * ((at ? out[at - 1] : 0) >> (8 - contextBits));
      out[at] = literal(coder, literals, context, state < 7 ? -1 : out[at - back[0] - 1]);
      at += 1;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let length;
    if (!coder.bit(isRepeat, state)) {
      length = lengths.next();
      back.unshift(distances.of(length));
      back.pop();
      state = state < 7 ? 7 : 10;
    } else {
      const which = !coder.bit(isFarther, state) ? 0 : !coder.bit(isThird, state) ? 1 : 2 + coder.bit(isFourth, state);
      const single = which === 0 && !coder.bit(isLong, state);
      back.unshift(back.splice(which, 1)[0]);
      length = single ? 1 : repeated.next();
      state = state < 7 ? (single ? 9 : 8) : 11;
    }
    if (back[0] >= at) throw new RangeError("the tape is broken");
    for (const end = Math.min(at + length, size); at < end; at++) out[at] = out[at - back[0] - 1];
  }
  return out;
}

function fresh(count) {
  return new Uint16Array(count).fill(FRESH);
}

/** A byte; after a match the one that followed last time tells where its bits are looked up, as long as it agrees. */
function literal(coder, chances, from, followed) {
  let symbol = 1;
  while (followed >= 0 && symbol < 0x100) {
    const expected = (followed >> 7) & 1;
    followed = (followed << 1) & 0xff;
    const bit = coder.bit(chances, from + ((1 + expected) << 8) + symbol);
    symbol = (symbol << 1) | bit;
    if (bit !== expected) break;
  }
  while (symbol < 0x100) symbol = (symbol << 1) | coder.bit(chances, from + symbol);
  return symbol & 0xff;
}

/** The range coder: bits by their chances. */
class Coder {
  constructor(bytes) {
    [this.bytes, this.at, this.range, this.code] = [bytes, 1, 0xffffffff, 0];
    for (let k = 0; k < 4; k++) this.#shift();
  }

  #shift() {
    this.code = ((this.code << 8) | this.bytes[this.at++]) >>> 0;
  }

  #narrowed(range) {
    this.range = range;
    if (range >= 2 ** 24) return;
    this.range = (range << 8) >>> 0;
    this.#shift();
  }

  bit(chances, at) {
    const bound = (this.range >>> 11) * chances[at];
    if (this.code < bound) {
      chances[at] += (2048 - chances[at]) >> 5;
      this.#narrowed(bound);
      return 0;
    }
    chances[at] -= chances[at] >> 5;
    this.code -= bound;
    this.#narrowed(this.range - bound);
    return 1;
  }

  /** Bits that are as likely 0 as 1, the highest first. */
  even(count) {
    let found = 0;
    for (; count > 0; count--) {
      const half = this.range >>> 1;
      const bit = this.code >= half ? 1 : 0;
      if (bit) this.code -= half;
      this.#narrowed(half);
      found = found * 2 + bit;
    }
    return found;
  }

  /** A number of so many bits, the highest first. */
  tree(chances, from, bits) {
    let symbol = 1;
    for (let k = 0; k < bits; k++) symbol = (symbol << 1) | this.bit(chances, from + symbol);
    return symbol - (1 << bits);
  }

  /** A number of so many bits, the lowest first. */
  backwards(chances, from, bits) {
    let [symbol, found] = [1, 0];
    for (let k = 0; k < bits; k++) {
      const bit = this.bit(chances, from + symbol);
      symbol = (symbol << 1) | bit;
      found |= bit << k;
    }
    return found;
  }
}

/** Lengths of matches, from 2 on. */
class Lengths {
  constructor(coder) {
    Object.assign(this, { coder, choice: fresh(2), low: fresh(8), middle: fresh(8), high: fresh(256) });
  }

  next() {
    const { coder, choice } = this;
    if (!coder.bit(choice, 0)) return 2 + coder.tree(this.low, 0, 3);
    return coder.bit(choice, 1) ? 18 + coder.tree(this.high, 0, 8) : 10 + coder.tree(this.middle, 0, 3);
  }
}

/** Distances of matches, less one. */
class Distances {
  constructor(coder) {
    Object.assign(this, { coder, slots: fresh(64 * MOST_SHORT), near: fresh(115), aligned: fresh(16) });
  }

  of(length) {
    const { coder } = this;
    const slot = coder.tree(this.slots, 64 * Math.min(length - 2, MOST_SHORT - 1), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const start = (2 | (slot & 1)) * 2 ** bits;
    if (slot < 14) return start + coder.backwards(this.near, start - slot, bits);
    return start + coder.even(bits - 4) * 16 + coder.backwards(this.aligned, 0, 4);
  }
}
