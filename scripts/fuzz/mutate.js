// Changes of bytes and of JSON, as damage and malice make them.

const extremeWords = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
const extremeValues = [
  ...[
    null,
    true,
    0,
    -1,
    0.5,
    1e308,
    -1e308,
    5e-324,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    65_536,
    1e6,
    "",
    "\0",
    "a".repeat(3000),
  ],
  ...["__proto__", "\u001b[2J", [], {}, [[]], Array(2000).fill(1), { kind: "constructor" }],
];

export const pick = (random, list) => list[random.integer(list.length)];

/** One to four changes: bits, bytes, 32-bit numbers of either order, cuts, repeats, and pieces of `others`. */
export function mutateBytes(random, bytes, others) {
  let result = Buffer.from(bytes);
  for (let times = 1 + random.integer(4); times > 0; times--) result = change(random, result, others);
  return result;
}

function change(random, bytes, others) {
  const at = place(random, bytes.length);
  switch (random.integer(7)) {
    case 0:
      if (at < bytes.length) bytes[at] ^= 1 << random.integer(8);
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2: {
      if (at + 4 > bytes.length) return bytes;
      const word = pick(random, extremeWords);
      if (random.integer(2) === 0) bytes.writeUInt32LE(word, at);
      else bytes.writeUInt32BE(word, at);
      return bytes;
    }
    case 3: {
      const other = pick(random, others);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(place(random, other.length))]);
    }
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - random.integer(64)))]);
    case 5:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.integer(16))]);
    default:
      return bytes.fill(
        pick(random, [0, 0xff, 0x5b, random.integer(256)]),
        at,
        Math.min(bytes.length, at + random.integer(32)),
      );
  }
}

/** Headers are where most can go wrong. */
function place(random, length) {
  return random.integer(Math.max(1, random.integer(2) === 0 ? Math.min(64, length) : length));
}

/** One to three values somewhere in it replaced, removed, doubled or nested deep. */
export function mutateJson(random, value) {
  const root = { root: structuredClone(value) };
  for (let times = 1 + random.integer(3); times > 0; times--) {
    const places = placesIn(root);
    if (places.length === 0) break;
    const [holder, key] = pick(random, places);
    const chosen = random.integer(10);
    if (chosen === 0 && !Array.isArray(holder)) delete holder[key];
    else if (chosen === 1 && Array.isArray(holder)) holder.push(structuredClone(holder[key]));
    else if (chosen === 2) holder[key] = nested(pick(random, [50, 120, 20_000]));
    else if (chosen === 3) {
      const [other, name] = pick(random, places);
      holder[key] = other[name] === undefined ? null : clone(other[name]);
    } else if (chosen === 4 && typeof holder[key] === "number")
      holder[key] *= pick(random, [-1, 2, 0.1, 1000]);
    else if (chosen === 5 && !Array.isArray(holder))
      holder[pick(random, ["x", "kind", "version"])] = clone(holder[key]);
    else holder[key] = clone(pick(random, extremeValues));
  }
  return root.root;
}

const texts = ["", "<script>alert(1)</script>", "\u001b[2J", "\u202e", "a".repeat(3000), "__proto__", "'\"`"];

/** One to three of its numbers, texts and truths as others of the same type. */
export function mutateLeaves(random, value) {
  const root = { root: structuredClone(value) };
  const leaves = placesIn(root).filter(([holder, key]) => typeof holder[key] !== "object");
  for (let times = 1 + random.integer(3); times > 0; times--) {
    const [holder, key] = pick(random, leaves);
    const old = holder[key];
    if (typeof old === "boolean") holder[key] = !old;
    else if (typeof old === "string") holder[key] = pick(random, texts);
    else
      holder[key] = pick(random, [
        0,
        1,
        -old,
        old + 1,
        old - 1,
        2 * old,
        old / 10,
        1000 * old,
        1e308,
        5e-324,
      ]);
  }
  return root.root;
}

const deep = Symbol("deep");
/** Stands for lists in lists, which `textOf` writes: nothing else could. */
const nested = (depth) => ({ [deep]: depth });
/** Whole: with a part in common, a thing could come to lie in itself. (What is nested deep becomes an empty object.) */
const clone = (value) => structuredClone(value);

function placesIn(value, places = []) {
  if (typeof value !== "object" || value === null) return places;
  for (const key of Object.keys(value).slice(0, 200)) {
    if (places.length > 2000) break;
    places.push([value, key]);
    placesIn(value[key], places);
  }
  return places;
}

/** JSON, with what is nested deep. */
export function textOf(value) {
  const marked = JSON.stringify(value ?? null, (_, inner) =>
    inner?.[deep] === undefined ? inner : `@deep${inner[deep]}@`,
  );
  return marked.replace(/"@deep(\d+)@"/g, (_, depth) => "[".repeat(depth) + "]".repeat(depth));
}
