import { storedToken } from "./token.js";

/**
 * Why the service did not do what was asked. `lost`: it was not reached, or is in trouble, and may be asked again;
 * `unauthorized`: it wants another token; `refused`: it says no, and will again.
 */
export class ServiceError extends Error {
  constructor(
    readonly kind: "lost" | "unauthorized" | "refused",
    message: string,
  ) {
    super(message);
  }
}

/** An error as one of the service's; any other is a fault of this page and is thrown again. */
export function serviceErrorOf(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  throw error;
}

/**
 * Asks the service, on the page's own host.
 *
 * @param path From `/v1/` on.
 * @param body Sent as JSON by POST. Default: none, by GET.
 * @throws ServiceError
 */
export async function ask(path: string, body?: object): Promise<Response> {
  const token = storedToken();
  const headers = new Headers(token === "" ? {} : { Authorization: `Bearer ${token}` });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  let response: Response;
  try {
    response = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers,
      cache: "no-store",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new ServiceError("lost", "The service cannot be reached.");
  }
  if (response.ok) return response;
  const said = await detailOf(response);
  const { status } = response;
  if (status === 401 || status === 403) throw new ServiceError("unauthorized", said);
  throw new ServiceError(status >= 500 || status === 429 ? "lost" : "refused", said);
}

export async function askJson<T>(path: string, body?: object): Promise<T> {
  const response = await ask(path, body);
  try {
    return (await response.json()) as T;
  } catch {
    throw new ServiceError("lost", "The service’s answer broke off.");
  }
}

/** What a problem says (RFC 9457); of another answer, its status. */
async function detailOf(response: Response): Promise<string> {
  try {
    const { detail } = (await response.json()) as { readonly detail?: unknown };
    if (typeof detail === "string") return detail;
  } catch {
    // Something between the page and the service answered.
  }
  return `The service answered with status ${response.status}.`;
}
