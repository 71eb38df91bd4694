import { NescioError } from "@nescio/core";
import { arraysIn, isConcrete } from "./memory.js";

/** Throws where an array among arguments, which are about to be consumed, has fewer references left than uses. */
export function checkArguments(subject: string, args: readonly unknown[]): void {
  const all = arraysIn(args);
  args.forEach((arg, i) => {
    const short = arraysIn(arg).find(
      (array) => isConcrete(array) && array.refCount < all.filter((other) => other === array).length,
    );
    if (short === undefined) return;
    throw new NescioError({
      code: "invalid-program",
      subject: `${subject}, argument ${i + 1}`,
      expected: "arrays of its own",
      found: short.refCount < 1 ? "what has been consumed" : "an array that it is given twice",
      next: "Arguments are consumed: write x.ref for every use but the last.",
    });
  });
}
