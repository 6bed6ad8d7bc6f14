/** Columns: numbers of a tape that stand behind its JSON, put together by what they say, back in their places. */
const SHORT = 8; // entries of a list in which each has a column of its own
const STEPS = { contours: 2 }; // of longer lists, under these names
const WORD = 4; // in which a longer list goes on behind a word
const [WHOLE, SINGLE] = [0, 0.5]; // in the JSON, for the next number of a column

/** The document that bytes tell: the JSON's length, the JSON, then all columns. */
export function withNumbers(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const { whole, single, tape } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const reader = new Reader(bytes, 4 + length);
  const columns = { whole: whole.map((way) => reader.whole(way >> 1, way & 1)), single: single.map((count) => reader.single(count)) };
  return new Filler(columns).filled(tape, new Place(), 1);
}

/** A place in the document: under these names, at this place of a list as long as this. */
class Place {
  below = new Map();
  whole = null;
  single = null;

  at(key) {
    let found = this.below.get(key);
    if (!found) this.below.set(key, (found = new Place()));
    return found;
  }
}

class Filler {
  #next = { whole: 0, single: 0 };

  constructor(columns) {
    this.columns = columns;
  }

  filled(value, place, steps) {
    if (value === WHOLE) return this.#number(place, "whole");
    if (value === SINGLE) return this.#number(place, "single");
    if (Array.isArray(value)) return this.#list(value, place, steps);
    if (value && typeof value === "object")
      for (const key of Object.keys(value).sort()) value[key] = this.filled(value[key], place.at(key), STEPS[key] ?? steps);
    return value;
  }

  #list(values, place, steps) {
    const count = values.length;
    const every = typeof values[0] === "string" ? WORD : steps;
    for (let at = 0; at < count; at++) values[at] = this.filled(values[at], place.at(count <= SHORT ? count * 16 + at : at % every), steps);
    return values;
  }

  /** A column belongs to the place where it is first asked for. */
  #number(place, kind) {
    const own = (place[kind] ??= { values: this.columns[kind][this.#next[kind]++], at: 0 });
    return own.values[own.at++];
  }
}

class Reader {
  constructor(bytes, at) {
    Object.assign(this, { bytes, at });
  }

  /** Whole numbers in bytes of seven bits, the lowest first; the lowest bit of each says that it is below 0. */
  whole(count, stepwise) {
    const values = new Float64Array(count);
    let last = 0;
    for (let k = 0; k < count; k++) {
      let [turned, unit, byte] = [0, 1, 0];
      do {
        byte = this.bytes[this.at++];
        turned += (byte & 127) * unit;
        unit *= 128;
      } while (byte > 127);
      const value = turned % 2 ? -(turned + 1) / 2 : turned / 2;
      last = values[k] = stepwise ? last + value : value;
    }
    return values;
  }

  /** Numbers of single precision: the first byte of each, then the second of each, and so on. */
  single(count) {
    const bytes = new Uint8Array(4 * count);
    for (let part = 0; part < 4; part++) for (let k = 0; k < count; k++) bytes[4 * k + part] = this.bytes[this.at++];
    return new Float32Array(bytes.buffer);
  }
}
