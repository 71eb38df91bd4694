import type { FastifyInstance } from "fastify";
import type * as z from "zod";
import { NescioError } from "@nescio/core";
import { checked } from "@nescio/core/internal";

/** Has requests checked by their zod schemas: what is wrong is told as all that is wrong is. */
export function checkRequests(app: FastifyInstance): void {
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart = "request" }) => {
    const subjectOf = (path: string): string => (path === "" ? httpPart : `${httpPart}, ${path}`);
    return (data) => {
      try {
        return { value: checked(schema, data, subjectOf) };
      } catch (error) {
        if (error instanceof NescioError) return { error };
        throw error;
      }
    };
  });
}
