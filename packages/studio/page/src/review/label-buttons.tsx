import { useId, useRef, useState, type KeyboardEvent } from "react";
import { keysOf } from "./label-keys.js";
import type { ReviewItem } from "./review-session.js";
import { classesOf } from "./review-words.js";
import { useReviewKeys } from "./use-review-keys.js";
import { useSession } from "./use-session.js";

/** From this many classes on they can be found by their names. */
const many = 12;

/** Most classes that a name finds at once. */
const mostFound = 24;

/** A button for each class, and what else can be said. */
export function LabelButtons({ item }: { readonly item: ReviewItem }) {
  const { session } = useSession();
  const [filter, setFilter] = useState("");
  const [withKeys, setWithKeys] = useState(true);
  const group = useRef<HTMLDivElement>(null);
  const id = useId();
  const classes = classesOf(item.review);
  const keys = keysOf(classes);
  const keyed = classes.filter((name) => keys.has(name));
  const wanted = filter.trim().toLowerCase();
  const matching = wanted === "" ? [] : classes.filter((name) => name.toLowerCase().includes(wanted));
  const shown = wanted === "" ? keyed : matching.slice(0, mostFound);
  const give = (label: string | null): void => {
    setFilter("");
    session.judge(label);
  };
  useReviewKeys(withKeys, {
    label: (key) => {
      const name = keyed.find((one) => keys.get(one) === key);
      if (name !== undefined) give(name);
    },
    skip: () => give(null),
    undo: () => void session.undo(),
    move: (by) => moveFocus(group.current, by),
  });
  const pick = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || shown.length === 0 || wanted === "") return;
    event.preventDefault();
    give(shown[0]);
  };
  return (
    <div className="labelling" ref={group}>
      {classes.length >= many && (
        <div className="label-filter">
          <label htmlFor={id}>Find a class by its name</label>
          <input
            id={id}
            type="search"
            autoComplete="off"
            value={filter}
            onChange={({ target }) => setFilter(target.value)}
            onKeyDown={pick}
          />
          <p className="hint" role="status">
            {wanted !== "" && foundText(matching)}
          </p>
        </div>
      )}
      <div className="labels" role="group" aria-label="What is it?">
        {shown.map((name) => (
          <LabelButton
            key={name}
            name={name}
            shortcut={withKeys ? keys.get(name) : undefined}
            give={() => give(name)}
          />
        ))}
        {classes.length === 0 && <Unnamed give={give} />}
      </div>
      <div className="buttons" role="group" aria-label="Or">
        <button data-move onClick={() => give(null)} aria-keyshortcuts={withKeys ? "s" : undefined}>
          {withKeys && <kbd aria-hidden="true">S</kbd>} Skip: I cannot tell
        </button>
        <button data-move onClick={() => void session.undo()} aria-keyshortcuts={withKeys ? "u" : undefined}>
          {withKeys && <kbd aria-hidden="true">U</kbd>} Undo
        </button>
      </div>
      <label className="with-keys">
        <input type="checkbox" checked={withKeys} onChange={({ target }) => setWithKeys(target.checked)} />{" "}
        Single keys decide; arrows go from button to button
      </label>
    </div>
  );
}

function LabelButton({
  name,
  shortcut,
  give,
}: {
  readonly name: string;
  readonly shortcut: string | undefined;
  readonly give: () => void;
}) {
  return (
    <button className="label" data-move data-label={name} aria-keyshortcuts={shortcut} onClick={give}>
      {shortcut !== undefined && <kbd aria-hidden="true">{shortcut.toUpperCase()}</kbd>} <span>{name}</span>
    </button>
  );
}

/** Where the review does not say what classes there are. */
function Unnamed({ give }: { readonly give: (label: string) => void }) {
  const [name, setName] = useState("");
  const id = useId();
  return (
    <form
      className="label-filter"
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== "") give(name);
      }}
    >
      <label htmlFor={id}>The class’s name</label>
      <input id={id} value={name} maxLength={1000} onChange={({ target }) => setName(target.value)} />
      <button className="primary">Label it</button>
    </form>
  );
}

function foundText(matching: readonly string[]): string {
  if (matching.length === 0) return "No class is called so.";
  const more = matching.length > mostFound ? ` The first ${mostFound} are shown.` : "";
  return `${matching.length === 1 ? "One class" : `${matching.length} classes`}; Enter picks ${matching[0]}.${more}`;
}

function moveFocus(group: HTMLElement | null, by: number): void {
  const buttons = [...(group?.querySelectorAll<HTMLButtonElement>("button[data-move]") ?? [])];
  if (buttons.length === 0) return;
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  const next = at < 0 ? (by > 0 ? 0 : buttons.length - 1) : (at + by + buttons.length) % buttons.length;
  buttons[next].focus();
}
