/**
 * Work in small pieces, one piece at a time, whoever asks for it: between two of them the worker reads its messages, so that
 * it can be told to stop, or asked for something else.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(piece: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(nextTask).then(piece);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Not a timer: browsers make those wait. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
