import { connect } from "node:net";
import { cases } from "./cases.js";
import { Random } from "./random.js";
import { json, token } from "./requests.js";

export { cases, token };

/** Limits that are soon reached. */
export const limits = {
  ...{ bodyBytes: 2 ** 20, fileBytes: 2 ** 18, parts: 8, inputs: 16 },
  ...{ headersTimeout: 400, requestTimeout: 800, rate: 0 },
};

/** What is written, and what is right: of one number always the same. */
export function makeCase(seed, index) {
  const [name, make] = cases[index % cases.length];
  return { name, form: "problem", ...make(new Random(seed * 1_000_003 + index)) };
}

/** Writes a case to a service. Returns what is wrong with its answer; undefined: nothing. */
export async function examineCase(port, { pieces, statuses, form, half = false }) {
  const answer = await exchange(port, pieces, half);
  if (!statuses.includes(answer.status)) {
    return `expected ${statuses.join(" or ")}, got ${answer.status ?? "no answer"}: ${answer.body.slice(0, 300)}`;
  }
  return answer.status === undefined || answer.status < 400 ? undefined : formFault(form, answer);
}

function formFault(form, { status, headers, body }) {
  if (form === "bare" || form === "any" || form === "none") return undefined;
  const type = headers["content-type"] ?? "none";
  const wanted = form === "v2" ? /^application\/json/ : /^application\/problem\+json/;
  if (!wanted.test(type)) return `${status} as ${type}: ${body.slice(0, 200)}`;
  try {
    const told = JSON.parse(body);
    if (form === "v2")
      return typeof told.error === "string" && told.error.length > 0 ? undefined : `no error: ${body}`;
    const isProblem =
      told.status === status && /^urn:nescio:problem:[a-z-]+$/.test(told.type) && told.detail.length > 0;
    return isProblem && body.length < 10_000 ? undefined : `no problem: ${body.slice(0, 300)}`;
  } catch {
    return `no JSON: ${body.slice(0, 200)}`;
  }
}

/** Whether the next good request is answered. */
export async function answersGood(port) {
  const inputs = [Array.from({ length: 784 }, (_, i) => i % 256)];
  const { status, body } = await exchange(port, json({ inputs }), false);
  return status === 200 && JSON.parse(body).predictions.length === 1;
}

/** What comes back first on a connection of its own, within ten seconds. */
function exchange(port, pieces, half) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    let bytes = Buffer.alloc(0);
    const done = () => {
      clearTimeout(timer);
      resolve(parsed(bytes));
      socket.destroy();
    };
    const timer = setTimeout(done, 10_000);
    socket.on("data", (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (isWhole(bytes)) done();
    });
    socket.on("error", done).on("close", done);
    for (const piece of pieces) socket.write(piece);
    if (half) socket.end();
  });
}

function isWhole(bytes) {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /^content-length: *(\d+)/im.exec(bytes.toString("latin1", 0, end))?.[1];
  return length === undefined
    ? bytes.subarray(-5).toString() === "0\r\n\r\n"
    : bytes.length >= end + 4 + Number(length);
}

function parsed(bytes) {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return { status: undefined, headers: {}, body: bytes.toString() };
  const [line, ...fields] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = Object.fromEntries(
    fields.map((field) => [field.split(":")[0].toLowerCase(), field.slice(field.indexOf(":") + 1).trim()]),
  );
  const rest = bytes.subarray(end + 4);
  const body = rest.subarray(0, Number(headers["content-length"] ?? rest.length)).toString();
  return { status: Number(line.split(" ")[1]), headers, body };
}
