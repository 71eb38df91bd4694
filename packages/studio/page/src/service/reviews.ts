import { ask, askJson } from "./request.js";
import type { Agreement, Counts, Review, Suspects } from "./review.js";

/** How long a claimed review is the reviewer's, in seconds. */
export const leaseSeconds = 600;

const root = "/v1/reviews";
const of = (id: string): string => `${root}/${encodeURIComponent(id)}`;

/** @param again Also those that the reviewer has already. */
export async function claim(reviewer: string, count: number, again: boolean): Promise<readonly Review[]> {
  const { reviews } = await askJson<{ reviews: readonly Review[] }>(`${root}/claim`, {
    ...{ reviewer, count, leaseSeconds, again },
  });
  return reviews;
}

/** What a reviewer says of a review; a label of null skips it. */
export interface Judgement {
  readonly id: string;
  readonly reviewer: string;
  readonly label: string | null;
  /** Whether it may take the place of what the reviewer said before. */
  readonly replace: boolean;
}

export async function judge({ id, reviewer, label, replace }: Judgement): Promise<void> {
  if (label === null) await ask(`${of(id)}/skip`, { reviewer, replace });
  else await ask(`${of(id)}/label`, { reviewer, label, replace });
}

/** Takes the reviewer's last verdict back; undefined where there is none. */
export async function undo(reviewer: string): Promise<Review | undefined> {
  const response = await ask(`${root}/undo`, { reviewer, leaseSeconds });
  return response.status === 204 ? undefined : ((await response.json()) as Review);
}

export async function counts(): Promise<Counts> {
  return (await askJson<{ counts: Counts }>(`${root}?count=1`)).counts;
}

export function findReview(id: string): Promise<Review> {
  return askJson(of(id));
}

export async function inputOf(id: string): Promise<Blob> {
  return (await ask(`${of(id)}/input`)).blob();
}

export function agreement(): Promise<Agreement> {
  return askJson(`${root}/agreement`);
}

export function suspects(): Promise<Suspects> {
  return askJson(`${root}/suspects`);
}

/** An image that a model was trained on. */
export async function trainingImage(model: string, place: number): Promise<Blob> {
  return (await ask(`/v1/models/${encodeURIComponent(model)}/training-images/${place}`)).blob();
}
