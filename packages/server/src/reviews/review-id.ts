import { randomFillSync } from "node:crypto";

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Most that 48 bits hold, in milliseconds since 1970: the year 10889. */
const lastTime = 2 ** 48 - 1;

let lastMade = { time: -1, counter: 0 };

/**
 * A new identifier: a UUID of version 7 (RFC 9562), whose text sorts by the time it was made. Within a millisecond a counter
 * of 12 bits keeps those of one process in order (section 6.2, method 1).
 *
 * @param time Milliseconds since 1970. Default: now, and never before the last one that was made by default.
 */
export function newReviewId(time?: number): string {
  const bytes = randomFillSync(new Uint8Array(16));
  const random = ((bytes[6] & 0x07) << 8) | bytes[7];
  const at =
    time === undefined ? following(Date.now(), random) : { time: checkedTime(time), counter: random };
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(at.time / 2 ** 16));
  view.setUint16(4, at.time % 2 ** 16);
  view.setUint16(6, 0x7000 | at.counter);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Whether a text is such an identifier, in lower case as they are made. */
export function isReviewId(text: string): boolean {
  return pattern.test(text);
}

/** When an identifier was made, in milliseconds since 1970. */
export function timeOfReviewId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The first of all identifiers of a millisecond. */
export function firstReviewIdAt(time: number): string {
  const hex = checkedTime(time).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

function following(now: number, random: number): { time: number; counter: number } {
  const { time, counter } = lastMade;
  if (now > time) lastMade = { time: now, counter: random };
  // A clock that was set back, or more in a millisecond than the counter has: the time runs ahead.
  else lastMade = counter < 0xfff ? { time, counter: counter + 1 } : { time: time + 1, counter: random };
  return lastMade;
}

function checkedTime(time: number): number {
  return Math.min(Math.max(Math.floor(time), 0), lastTime);
}
