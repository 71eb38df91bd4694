import { NescioError, type ErrorFacts } from "@nescio/core";

/** Numbers outside the set that they must belong to. */
export class OutsideError extends NescioError {
  /** Whether numbers and set may be other ones in another run, as they may come from draws. */
  readonly changing: boolean;

  constructor({ changing, ...facts }: Omit<ErrorFacts, "code"> & { readonly changing: boolean }) {
    super({ ...facts, code: "invalid-program" });
    this.changing = changing;
  }
}

/** Whether an error may not come up with other draws, be it told anew with the site after which it happened. */
export function dependsOnDraws(error: unknown): error is NescioError {
  if (error instanceof OutsideError) return error.changing;
  return error instanceof NescioError && dependsOnDraws(error.cause);
}
