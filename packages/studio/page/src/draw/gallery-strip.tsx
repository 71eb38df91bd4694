import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useGallery } from "../client/use-gallery.js";
import { Pixels } from "../parts/pixels.js";
import { setNames } from "../stage/name-of.js";
import type { GallerySet } from "../state/shown.js";
import { useStore } from "../state/store.js";

const atFirst = 12;
const further = 24;

/** Images of a set in a row: arrow keys go through them, Enter, Space or a click shows one. */
export function GalleryStrip({ set, title }: { readonly set: GallerySet; readonly title: string }) {
  const { state, dispatch } = useStore();
  const [count, setCount] = useState(atFirst);
  const [focused, setFocused] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = useGallery(set, count);
  const { shown } = state;
  const chosen = shown.kind === "image" && shown.set === set ? shown.index : undefined;
  const images = found?.images ?? [];
  // One of them takes the focus: the one that is shown, else the last that had it.
  const entry = chosen !== undefined && chosen < images.length ? chosen : focused;

  const press = (event: KeyboardEvent, index: number): void => {
    const to = placeAfter(event.key, index, images.length);
    if (to === undefined) return;
    event.preventDefault();
    setFocused(to);
    (list.current!.children[to] as HTMLElement).focus();
  };
  // The store changes with each move of the pen; this row does not.
  return useMemo(
    () => (
      <section className="strip">
        <h4 id={`set-${set}`}>{title}</h4>
        <div ref={list} role="listbox" aria-labelledby={`set-${set}`} aria-orientation="horizontal">
          {images.map(({ image, name }, index) => (
            <button
              key={index}
              role="option"
              aria-selected={index === chosen}
              aria-label={`${setNames[set]} ${name ?? index + 1}`}
              tabIndex={index === entry ? 0 : -1}
              onFocus={() => setFocused(index)}
              onKeyDown={(event) => press(event, index)}
              onClick={() => dispatch({ type: "show", shown: { kind: "image", set, index } })}
            >
              <Pixels image={image} />
            </button>
          ))}
          {found === undefined &&
            Array.from({ length: atFirst }, (_, i) => <span key={i} className="pixels" />)}
        </div>
        {images.length < (found?.total ?? Infinity) && (
          <button
            className="more"
            aria-label={`More: ${title}`}
            disabled={found === undefined}
            onClick={() => setCount(images.length + further)}
          >
            More
          </button>
        )}
      </section>
    ),
    [set, title, found, chosen, entry],
  );
}

/** Where a key goes from a place in a row; undefined for keys that go nowhere. */
export function placeAfter(key: string, from: number, length: number): number | undefined {
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
      return Math.min(length - 1, from + 1);
    case "ArrowLeft":
    case "ArrowUp":
      return Math.max(0, from - 1);
    case "Home":
      return 0;
    case "End":
      return length - 1;
    default:
      return undefined;
  }
}
