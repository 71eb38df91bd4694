/**
 * Asks one question at a time, and of those that come meanwhile only the last: while somebody draws, what counts is what is
 * there now.
 */
export class Latest<Question, Answer> {
  #waiting: { readonly question: Question } | undefined;
  #running = false;

  constructor(
    private readonly ask: (question: Question) => Promise<Answer>,
    private readonly onAnswer: (answer: Answer, question: Question) => void,
    private readonly onError: (error: unknown, question: Question) => void,
  ) {}

  put(question: Question): void {
    this.#waiting = { question };
    if (!this.#running) void this.#run();
  }

  /** Forgets what waits; what is being asked is answered still. */
  clear(): void {
    this.#waiting = undefined;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting !== undefined) {
      const { question } = this.#waiting;
      this.#waiting = undefined;
      try {
        this.onAnswer(await this.ask(question), question);
      } catch (error) {
        this.onError(error, question);
      }
    }
    this.#running = false;
  }
}
