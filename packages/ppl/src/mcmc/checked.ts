import { firstIssue, type z } from "@nescio/core/internal";
import { NescioError } from "@nescio/core";

/**
 * `value` as the schema understands it, defaults filled in.
 *
 * @throws NescioError `invalid-option` that names the field.
 */
export function checked<Output>(schema: z.ZodType<Output>, value: unknown, subject: string): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, expected, found } = firstIssue(parsed.error, value);
  const where = path === "" ? subject : `${subject}, option ${path}`;
  throw new NescioError({ code: "invalid-option", subject: where, expected, found });
}
