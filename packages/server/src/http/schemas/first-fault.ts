import * as z from "zod";

/**
 * A list that is checked up to its first fault. zod's own tells of all of them: a body of a few megabytes that is wrong in each place
 * would cost gigabytes to refuse. Elements stay as they are: their schema must not change them.
 */
export function listOf<T>(
  element: z.ZodType<T>,
  { least = 0, most }: { readonly least?: number; readonly most?: number },
): z.ZodType<T[]> {
  const bounded = <S>(list: z.ZodArray<z.ZodType<S>>): z.ZodArray<z.ZodType<S>> => {
    const filled = least > 0 ? list.min(least) : list;
    return most === undefined ? filled : filled.max(most);
  };
  // Not by a transformation: the document of one loses its examples.
  return bounded(z.array(z.unknown()))
    .superRefine((values, context) => {
      for (const [i, value] of values.entries()) {
        const issue = element.safeParse(value).error?.issues[0];
        if (issue === undefined) continue;
        context.issues.push({ ...issue, path: [i, ...issue.path], input: value } as z.core.$ZodRawIssue);
        return;
      }
    })
    .meta(described(bounded(z.array(element)))) as unknown as z.ZodType<T[]>;
}

/** What a function takes, described by a schema that would take the same: of large values it looks at each once, and no further than its first fault. */
export function takenBy<T>(
  accepts: (value: unknown) => boolean,
  schema: z.ZodType<T>,
  expected: string,
): z.ZodType<T> {
  return z.unknown().refine(accepts, expected).meta(described(schema)) as unknown as z.ZodType<T>;
}

/** Whether a value is a list of such elements, or of lists of them, all as deep, and at most so deep. */
export function isNested(
  value: unknown,
  most: number,
  { least, isElement }: { readonly least: number; readonly isElement: (value: unknown) => boolean },
): boolean {
  let depth = 0;
  for (let inner = value; Array.isArray(inner); inner = (inner as unknown[])[0]) {
    if (++depth > most) return false;
  }
  const isAt = (inner: unknown, left: number): boolean =>
    left === 0
      ? isElement(inner)
      : Array.isArray(inner) && inner.length >= least && inner.every((one) => isAt(one, left - 1));
  return depth > 0 && isAt(value, depth);
}

function described(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, "~standard": __, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}
