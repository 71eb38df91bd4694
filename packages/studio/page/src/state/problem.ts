/** Something that went wrong, as the page tells it. */
export interface Problem {
  /** A `NescioError`'s code, or "internal". */
  readonly code: string;
  readonly message: string;
}
