import { createServer, request } from "node:http";

/** Passes requests on to another server of this machine, and counts the bytes of the bodies that come back, by path. */
export async function startCountingProxy(target) {
  const { hostname, port } = new URL(target);
  const answered = [];
  const server = createServer((asked, answer) => {
    const { method, url: path, headers } = asked;
    const entry = { path, bytes: 0 };
    answered.push(entry);
    const onward = request({ hostname, port, method, path, headers }, (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.on("data", (part) => (entry.bytes += part.length));
      response.pipe(answer);
    });
    asked.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    /** In the order of their requests. */
    answered,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
