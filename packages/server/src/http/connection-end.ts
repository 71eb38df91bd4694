import type { Socket } from "node:net";

const waiting = new WeakMap<Socket, Set<() => void>>();

/** Calls `left` when a connection is closed. As many may wait for it as there are requests on it. Returns what ends that. */
export function onConnectionEnd(socket: Socket, left: () => void): () => void {
  let all = waiting.get(socket);
  if (all === undefined) {
    const own = (all = new Set<() => void>());
    waiting.set(socket, own);
    socket.once("close", () => {
      for (const each of own) each();
    });
  }
  all.add(left);
  return () => void all.delete(left);
}
