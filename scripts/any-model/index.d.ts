export const scenarios: Readonly<Record<string, object>>;
export const promises: readonly ("all" | "classes")[];

export interface Simulated {
  readonly scenario: string;
  readonly promise: "all" | "classes";
  readonly simulations: number;
  /** Samples that allowed no promise. */
  readonly unmet: number;
  readonly broken: number;
  /** Share of the simulations that may break it. */
  readonly allowed: number;
  /** Of the whole population, on average over the promises. */
  readonly answered: number;
  readonly error: number;
}

export function simulate(
  name: string,
  promise: "all" | "classes",
  options: { readonly simulations: number; readonly confidence?: number; readonly seed?: number },
): Simulated;
