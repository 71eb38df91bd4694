import createFetchClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./api.js";

/** What the service says, by the names that its document has for it. */
export type Schemas = components["schemas"];

export interface ClientOptions {
  /** Where the service is: `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** What it asks for, where it asks for one. */
  readonly token?: string | undefined;
  /** Default: the host's own. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/**
 * A client of the service, typed by its OpenAPI document, for Node and browsers:
 * `const { data, error } = await client.POST("/v1/models/{name}/predict", { params: { path: { name: "mnist" } }, body })`.
 * What came to nothing is in `error`, a `Problem`; only where there is no answer at all it throws.
 */
export function createClient({ baseUrl, token, fetch }: ClientOptions): Client<paths> {
  return createFetchClient<paths>({
    baseUrl,
    ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
    ...(fetch === undefined ? {} : { fetch }),
  });
}

/** Pictures' files as the body of a prediction: what `bodySerializer` gives to `fetch` as it is. */
export function pictureForm(files: readonly Blob[]): FormData {
  const form = new FormData();
  files.forEach((file, i) => form.append("image", file, file instanceof File ? file.name : `${i}`));
  return form;
}

export type { components, paths } from "./api.js";
