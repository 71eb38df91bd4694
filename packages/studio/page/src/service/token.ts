const key = "nescio-token";
const listeners = new Set<() => void>();

/** The service's token, as it was given in this tab; empty where none was. */
export function storedToken(): string {
  return sessionStorage.getItem(key) ?? "";
}

/** Keeps the token for as long as the tab is open, and nowhere else. */
export function storeToken(token: string): void {
  // Headers have no other characters; a token that was pasted often ends with a line's end.
  sessionStorage.setItem(key, token.replace(/[^\x21-\x7e]/g, ""));
  for (const listener of listeners) listener();
}

/** Calls a listener whenever a token is given, until what is returned is called. */
export function whenToken(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
