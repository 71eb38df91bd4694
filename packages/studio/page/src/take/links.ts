import { addressOfState } from "../state/address.js";
import type { State } from "../state/state.js";

type Place = Pick<Location, "origin" | "pathname">;

/** The address that brings back what is on the page. */
export function linkOf(state: State, { origin, pathname }: Place): string {
  const said = addressOfState(state);
  return `${origin}${pathname}${said === "" ? "" : `#${said}`}`;
}

/** HTML that puts the pad and its verdict into another page. */
export function embedCodeOf(state: State, { origin, pathname }: Place): string {
  const said = addressOfState({ ...state, view: "draw" });
  const address = `${origin}${pathname}?embed${said === "" ? "" : `#${said}`}`;
  const title = "Nescio studio: draw, and see what a network says";
  return `<iframe src="${escaped(address)}" title="${title}" width="360" height="560" style="border: 0"></iframe>`;
}

/** Whether an address is of this machine only. */
export function isLocal({ hostname }: Pick<Location, "hostname">): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}
