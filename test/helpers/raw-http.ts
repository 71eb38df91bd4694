import { connect, type Socket } from "node:net";

/** What came back on a connection. */
export interface RawAnswer {
  /** undefined: none came. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Writes pieces to a connection of its own, as they are, and reads what comes until it is closed or nothing more comes. */
export async function raw(
  port: number,
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  { timeout = 10_000, half = false }: { readonly timeout?: number; readonly half?: boolean } = {},
): Promise<RawAnswer> {
  const socket = connect({ port, host: "127.0.0.1" });
  const answer = readAll(socket, timeout);
  try {
    for await (const piece of pieces) {
      if (socket.destroyed || !socket.writable) break;
      socket.write(piece);
    }
    if (half) socket.end();
    return parseAnswer(await answer);
  } finally {
    socket.destroy();
  }
}

function readAll(socket: Socket, timeout: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const done = (): void => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    };
    const timer = setTimeout(done, timeout);
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      if (isWhole(Buffer.concat(chunks))) done();
    });
    socket.on("error", done);
    socket.on("close", done);
  });
}

function isWhole(bytes: Buffer): boolean {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /^content-length: *(\d+)\r?$/im.exec(bytes.toString("latin1", 0, end + 2))?.[1];
  return length === undefined
    ? bytes.subarray(-5).toString() === "0\r\n\r\n"
    : bytes.length >= end + 4 + Number(length);
}

/** The first answer in bytes of HTTP. */
function parseAnswer(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return { status: undefined, headers: {}, body: bytes.toString() };
  const [line, ...fields] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = Object.fromEntries(
    fields.map((field) => {
      const at = field.indexOf(":");
      return [field.slice(0, at).toLowerCase(), field.slice(at + 1).trim()];
    }),
  );
  const length = Number(headers["content-length"] ?? Infinity);
  const rest = bytes.subarray(end + 4);
  return { status: Number(line.split(" ")[1]), headers, body: rest.subarray(0, length).toString() };
}
