import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * Ends connections when the application is closed: at once those without a request under way, as Node no longer looks whether their
 * headers come in time; after a while all, as it does not look after bodies either.
 *
 * @param ms What an accepted request may take.
 */
export function endConnections(app: FastifyInstance, ms: number): void {
  const requests = new Map<Socket, number>();
  const count = (socket: Socket, change: 1 | -1): void => {
    const before = requests.get(socket);
    if (before !== undefined) requests.set(socket, before + change);
  };
  app.server.on("connection", (socket) => {
    requests.set(socket, 0);
    socket.once("close", () => requests.delete(socket));
  });
  app.server.on("request", ({ socket }, response) => {
    count(socket, 1);
    response.once("close", () => count(socket, -1));
  });
  let timer: NodeJS.Timeout | undefined;
  app.addHook("preClose", (done) => {
    for (const [socket, under] of requests) if (under === 0) socket.destroy();
    timer = setTimeout(() => app.server.closeAllConnections(), ms).unref();
    done();
  });
  app.addHook("onClose", (_, done) => {
    clearTimeout(timer);
    done();
  });
}
