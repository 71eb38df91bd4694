import { useEffect, useRef } from "react";
import { understandPanels } from "../understand/understand-state.js";
import { stepAt, steps } from "../tour/steps.js";
import type { RuleChoice } from "./rule-choice.js";
import { padSide, type GallerySet, type Shown, type Stroke } from "./shown.js";
import { initialState, views, type State } from "./state.js";
import { useStore } from "./store.js";

/** Points that an address can hold: more than anybody draws, and little enough for every browser. */
const mostPoints = 4000;

/**
 * What an address says of the state. What it does not say is as in the beginning; what nobody could have written there is
 * left out.
 */
export function stateOfAddress({ hash, search }: Pick<Location, "hash" | "search">): State {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const view = oneOf(views, said.get("view")) ?? "draw";
  const step = wholeNumber(said.get("step"), 0, steps.length - 1) ?? 0;
  const { understand } = initialState;
  const [shown, rule] = [shownOf(said), ruleOf(said)];
  const samples = wholeNumber(said.get("samples"), 1, 1000);
  // A step of the tour by itself is as it is entered.
  const isStep = view === "tour" && shown === undefined && rule === undefined && samples === undefined;
  return {
    ...initialState,
    embedded: new URLSearchParams(search).has("embed"),
    view,
    step,
    ...(isStep
      ? stepAt(step).state
      : { shown: shown ?? initialState.shown, rule: rule ?? initialState.rule, samples }),
    understand: { ...understand, panel: oneOf(understandPanels, said.get("panel")) ?? understand.panel },
  };
}

/** The part of an address after `#` that says what the state is; empty for the first one. */
export function addressOfState({ view, shown, rule, samples, step, understand }: State): string {
  const said = new URLSearchParams();
  if (view !== "draw") said.set("view", view);
  if (view === "understand" && understand.panel !== initialState.understand.panel) {
    said.set("panel", understand.panel);
  }
  if (view === "tour" && step > 0) said.set("step", String(step));
  if (shown.kind === "drawing" && shown.strokes.length > 0) said.set("ink", formatStrokes(shown.strokes));
  if (shown.kind === "image" && shown.set !== "opened") said.set("image", `${shown.set}-${shown.index}`);
  if (rule.kind === "quantile") {
    said.set("rule", [rule.q, rule.threshold, rule.familiarity ? "familiar" : "any"].join("~"));
  }
  if (samples !== undefined) said.set("samples", String(samples));
  return said.toString();
}

/** What the browser keeps with an entry of its history that the page has made. */
const ours = "nescio";

/** Where in the page one is: to go elsewhere is a step that the browser's Back button takes back. */
function placeOf({ view, step, understand }: State): string {
  return [view, view === "tour" ? step : "", view === "understand" ? understand.panel : ""].join(" ");
}

/**
 * Keeps the address that of the state, and the state that of an address that somebody enters. Back and Forward go through the
 * views that one has been at; what is drawn or opened stays.
 */
export function useAddress(): void {
  const { state, dispatch } = useStore();
  const place = useRef(placeOf(state));
  useEffect(() => history.replaceState(ours, ""), []);
  useEffect(() => {
    // Browsers allow about a hundred changes in half a minute.
    const later = setTimeout(() => {
      const said = addressOfState(state);
      const before = place.current;
      place.current = placeOf(state);
      if (said === location.hash.replace(/^#/, "")) return;
      const address = said === "" ? location.pathname + location.search : `#${said}`;
      if (place.current === before) history.replaceState(ours, "", address);
      else history.pushState(ours, "", address);
    }, 400);
    return () => clearTimeout(later);
  }, [state]);
  useEffect(() => {
    const read = (): void => {
      const there = stateOfAddress(location);
      const { view, shown, rule, samples, step, understand } = there;
      place.current = placeOf(there);
      if (history.state !== ours) {
        history.replaceState(ours, "");
        dispatch({ type: "set", state: { view, shown, rule, samples, step } });
      } else if (view === "tour") {
        dispatch({ type: "set", state: { view } });
        dispatch({ type: "step", step });
      } else {
        dispatch({ type: "set", state: { view } });
      }
      dispatch({ type: "understand", action: { type: "panel", panel: understand.panel } });
    };
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, [dispatch]);
}

function shownOf(said: URLSearchParams): Shown | undefined {
  const strokes = parseStrokes(said.get("ink") ?? "");
  if (strokes !== undefined) return { kind: "drawing", strokes };
  const image = /^(digits|letters|noise)-(\d{1,3})$/.exec(said.get("image") ?? "");
  return image === null ? undefined : { kind: "image", set: image[1] as GallerySet, index: Number(image[2]) };
}

function ruleOf(said: URLSearchParams): RuleChoice | undefined {
  const rule = /^([\d.]+)~([\d.]+)~(familiar|any)$/.exec(said.get("rule") ?? "");
  if (rule === null) return undefined;
  const [q, threshold] = [Number(rule[1]), Number(rule[2])];
  if (!(q >= 0 && q <= 1 && threshold >= 0 && threshold <= 1)) return undefined;
  return { kind: "quantile", q, threshold, familiarity: rule[3] === "familiar" };
}

/** Strokes apart by `_`; of each the first point, and then the way to each next, in base 36: `3k.2a.-5.c`. */
function formatStrokes(strokes: readonly Stroke[]): string {
  return strokes
    .map((stroke) => stroke.map((value, i) => (i < 2 ? value : value - stroke[i - 2]).toString(36)).join("."))
    .join("_");
}

function parseStrokes(text: string): Stroke[] | undefined {
  if (!/^-?[0-9a-z]+(?:[._]-?[0-9a-z]+)*$/.test(text)) return undefined;
  const strokes = text.split("_").map((part) => {
    const values = part.split(".").map((value) => parseInt(value, 36));
    for (let i = 2; i < values.length; i++) values[i] += values[i - 2];
    return values;
  });
  const whole = strokes.every(
    (stroke) =>
      stroke.length >= 2 &&
      stroke.length % 2 === 0 &&
      stroke.every((value) => value >= 0 && value <= padSide),
  );
  const points = strokes.reduce((sum, { length }) => sum + length / 2, 0);
  return whole && points <= mostPoints ? strokes : undefined;
}

function oneOf<Name extends string>(names: readonly Name[], text: string | null): Name | undefined {
  return names.find((name) => name === text);
}

function wholeNumber(text: string | null, least: number, most: number): number | undefined {
  if (text === null || !/^\d{1,4}$/.test(text)) return undefined;
  return Math.min(most, Math.max(least, Number(text)));
}
