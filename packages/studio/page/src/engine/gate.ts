/** Lets all who wait for it go on when it is opened, or when something has come up. */
export class Gate {
  #open: (() => void) | undefined;
  #next = this.#make();

  /** Settled when the gate is next opened. */
  get opened(): Promise<void> {
    return this.#next;
  }

  open(): void {
    const open = this.#open;
    this.#next = this.#make();
    open?.();
  }

  #make(): Promise<void> {
    return new Promise((resolve) => (this.#open = resolve));
  }
}
