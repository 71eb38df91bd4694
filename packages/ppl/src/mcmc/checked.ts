import { checked as checkedBy, type z } from "@nescio/core/internal";

/**
 * `value` as the schema understands it, defaults filled in.
 *
 * @throws NescioError `invalid-option` that names the field.
 */
export function checked<Output>(schema: z.ZodType<Output>, value: unknown, subject: string): Output {
  return checkedBy(schema, value, (path) => (path === "" ? subject : `${subject}, option ${path}`));
}
