import { bootstrap, shareInterval, type Interval } from "./bootstrap.js";
import {
  byBasis,
  type Figure,
  type FigureFacts,
  type FigureIntervals,
  type Figures,
  type FigureValues,
} from "./figure.js";

/** Images that figures can be computed from, and computed again from a resample. */
export interface Resampled<Images> {
  /** Images of each group that is drawn from by itself. */
  readonly sizes: readonly number[];
  /** The same images, each as often as `counts` says, `[images of all groups]`. */
  resample(counts: Uint32Array): Images;
}

/**
 * The figures of some images with their 95 % intervals, as an evaluation keeps them: the values in the table's order,
 * the intervals of figures of probabilities before those of figures of decisions.
 *
 * @param seed - Of the bootstrap; all figures see the same resamples.
 */
export function measureFigures<Images extends Resampled<Images>, Table extends Figures<Images>>(
  table: Table,
  images: Images,
  seed: number,
): { values: FigureValues<Table>; intervals: FigureIntervals<Table> } {
  const entries = byBasis(Object.entries<Figure<Images>>(table), ([, figure]) => figure);
  const measured = new Map(entries.map(([key, figure]) => [key, figure.of(images)]));
  const drawn = entries.filter(([, { interval }]) => interval?.method === "bootstrap");
  const resampled = bootstrap(
    images.sizes,
    (counts) => {
      const sample = images.resample(counts);
      return drawn.map(([, figure]) => resampledValue(figure, sample));
    },
    { seed },
  );
  const intervals: Record<string, Interval | null> = {};
  for (const [key, figure] of entries) {
    const { interval } = figure;
    if (interval === undefined) continue;
    const value = measured.get(key) ?? null;
    if (value === null) intervals[key] = null;
    else if (interval.method === "closed-form") intervals[key] = interval.interval(images);
    else {
      const found = resampled[drawn.findIndex(([other]) => other === key)];
      const { shareOf } = interval;
      intervals[key] = shareOf === undefined ? found : shareInterval(value, shareOf(images), found);
    }
  }
  const values: Record<string, unknown> = {};
  for (const [key, { field }] of Object.entries<FigureFacts>(table)) {
    const value = measured.get(key)!;
    if (field === undefined) values[key] = value;
    else values[field[0]] = { ...(values[field[0]] as object | undefined), [field[1]]: value };
  }
  return { values: values as FigureValues<Table>, intervals: intervals as FigureIntervals<Table> };
}

function resampledValue<Images>({ of, interval }: Figure<Images>, sample: Images): number {
  const resampled = interval?.method === "bootstrap" ? interval.resampled : undefined;
  return resampled === undefined ? (of(sample) ?? NaN) : resampled(sample);
}
