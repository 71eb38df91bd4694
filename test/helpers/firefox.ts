import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";

const places = ["/usr/bin/firefox-esr", "/usr/bin/firefox", "/snap/bin/firefox"];

const named = process.env.FIREFOX_PATH;

/** The Firefox to test with: `FIREFOX_PATH`, else where distributions put it; undefined where there is none. */
export const firefoxPath: string | undefined =
  named === undefined || named === "" ? places.find((place) => existsSync(place)) : named;

/** It asks for nothing by itself. */
const preferences = {
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.systemAddon.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
};

/** A Firefox with one page, driven by WebDriver BiDi: Playwright drives builds of its own only. */
export interface Firefox {
  /** Opens an address, and waits until it is loaded. */
  goto(address: string): Promise<void>;
  reload(): Promise<void>;
  /** The value of an expression, which may be a promise of text, a number or a truth value. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses the mouse, moves it along points in CSS pixels, and releases it. */
  drag(points: readonly (readonly [number, number])[]): Promise<void>;
  close(): Promise<void>;
}

export async function launchFirefox(): Promise<Firefox> {
  if (firefoxPath === undefined) throw new Error("no Firefox: set FIREFOX_PATH");
  const profile = await mkdtemp(join(tmpdir(), "nescio-firefox-"));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${value});\n`);
  await writeFile(join(profile, "user.js"), lines.join(""));
  const child = spawn(
    firefoxPath,
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = once(child, "close");
  const address = await listening(child.stderr);
  const { send, close } = await connect(`${address}/session`);
  await send("session.new", { capabilities: {} });
  const { contexts } = (await send("browsingContext.getTree", {})) as { contexts: { context: string }[] };
  const [{ context }] = contexts;
  return {
    async goto(url) {
      await send("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async reload() {
      await send("browsingContext.reload", { context, wait: "complete" });
    },
    async evaluate(expression) {
      const target = { context };
      const said = await send("script.evaluate", { expression, target, awaitPromise: true });
      const { type, result, exceptionDetails } = said as Evaluated;
      if (type === "exception") throw new Error(exceptionDetails!.text);
      return result!.value;
    },
    async drag([[startX, startY], ...rest]) {
      const move = (x: number, y: number, duration: number) => ({
        ...{ type: "pointerMove", x: Math.round(x), y: Math.round(y), duration },
      });
      const actions = [
        move(startX, startY, 0),
        { type: "pointerDown", button: 0 },
        ...rest.map(([x, y]) => move(x, y, 100)),
        { type: "pointerUp", button: 0 },
      ];
      await send("input.performActions", { context, actions: [{ type: "pointer", id: "mouse", actions }] });
    },
    async close() {
      close();
      child.kill();
      await ended;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

interface Evaluated {
  readonly type: "success" | "exception";
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string };
}

/** The address that Firefox says it listens at. */
function listening(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stderr.on("data", (part: Buffer) => {
      text += String(part);
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(text);
      if (found !== null) resolve(found[1]);
    });
    stderr.on("end", () => reject(new Error(`Firefox did not start: ${text}`)));
  });
}

async function connect(address: string): Promise<{
  readonly send: (method: string, params: object) => Promise<unknown>;
  readonly close: () => void;
}> {
  const socket = new WebSocket(address);
  await once(socket, "open");
  const waiting = new Map<number, (message: Message) => void>();
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
  });
  let last = 0;
  return {
    send: (method, params) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, ({ type, result, error, message }) => {
          waiting.delete(id);
          if (type === "success") resolve(result);
          else reject(new Error(`${method}: ${error}: ${message}`));
        });
        socket.send(JSON.stringify({ id, method, params }));
      }),
    close: () => socket.close(),
  };
}

/** An answer, or an event, which has no number. */
interface Message {
  readonly id?: number;
  readonly type: "success" | "error" | "event";
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}
