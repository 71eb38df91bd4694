import type { Share, StudyFigures } from "../engine/study-figures.js";
import { useSettled } from "../parts/use-settled.js";
import { grouped, percent } from "./words.js";

interface Tile {
  readonly key: string;
  readonly title: string;
  readonly value: string;
  readonly note: string;
}

/** What a rule does, in a few numbers. */
export function FigureTiles({ figures }: { readonly figures: StudyFigures }) {
  const tiles = tilesOf(figures);
  const heard = useSettled(tiles.map(({ title, value }) => `${title}: ${value}`).join(", "), 900);
  return (
    <>
      <dl className="figure-tiles">
        {tiles.map(({ key, title, value, note }) => (
          <div key={key} data-figure={key}>
            <dt>{title}</dt>
            <dd className="figure">{value}</dd>
            <dd className="figure-note">{note}</dd>
          </div>
        ))}
      </dl>
      <p className="for-listeners" role="status">
        {heard}
      </p>
    </>
  );
}

function tilesOf({ answered, wrong, refused }: StudyFigures): readonly Tile[] {
  const tile = (key: string, title: string, share: Share): Tile => ({
    key,
    title,
    value: percent(share.count / share.of),
    note: `${counts(share)}; 95 % interval ${interval(share)}`,
  });
  return [
    tile("answered", "Answered", answered),
    wrong === undefined
      ? { key: "wrong", title: "Wrong when answered", value: "–", note: "nothing is answered" }
      : tile("wrong", "Wrong when answered", wrong),
    ...refused.map(({ name, count, of }) => ({
      key: name,
      title: `${name[0].toUpperCase()}${name.slice(1)} refused`,
      value: percent(count / of),
      note: counts({ count, of }),
    })),
  ];
}

function counts({ count, of }: Pick<Share, "count" | "of">): string {
  return `${grouped(count)} of ${grouped(of)}`;
}

function interval({ interval: [low, high] }: Share): string {
  return `${percent(low).replace(" %", "")} to ${percent(high)}`;
}
