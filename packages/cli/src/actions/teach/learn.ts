import {
  createDataset,
  createModel,
  NescioError,
  trainPosterior,
  type ImageDataset,
  type Model,
  type ModelTraining,
  type PosteriorKind,
  type TrainingSettings,
} from "@nescio/core";
import { checked, kinds, kindsThatStart, kindsWithPrior, labelArray, z } from "@nescio/core/internal";
import { formatCount } from "../../format.js";
import type { CommandContext } from "../../run-command.js";
import type { TrainingOptions } from "../../training-options.js";
import { withoutPromises } from "../promises.js";
import { settingsOf } from "../settings-of.js";
import { epochNote } from "../training-progress.js";
import type { OwnData } from "./own-data.js";

/** The options of a training that `trainPosterior` wrote down; what they are, it looks at itself. */
const optionsSchema = z.looseObject({
  posterior: z.enum(Object.keys(kinds) as [PosteriorKind, ...PosteriorKind[]]),
  members: z.int().min(1).optional(),
  epochs: z.int().min(1),
  klWeight: z.number().min(0),
});

/** Of the epochs of the training before, a quarter: it begins where that has ended. */
const shareOfEpochs = 1 / 4;

interface Taught {
  /** The model before. */
  readonly model: Model;
  readonly lessons: ImageDataset;
  /** Where they are from, and their SHA-256. */
  readonly source: { readonly name: string; readonly digest: string };
  readonly own: OwnData | undefined;
}

/**
 * Trains on from a model's posterior. With the data of its training at hand it learns from that and the labels together, which is
 * what the posterior of both is about: p(w | D, R) ∝ p(w) p(D | w) p(R | w). Without, the posterior becomes the prior and learns from
 * the labels alone, p(w | D, R) ∝ p(w | D) p(R | w), where it is one of Gaussians; of other kinds it starts from what it knew, with the
 * KL as weak for each image as before; what it forgets by that, the comparison shows.
 *
 * @returns The model, which promises nothing.
 * @throws NescioError `unsupported` for a kind of posterior whose training cannot go on, without the data of its training.
 */
export async function learn(
  { options, ui, signal }: CommandContext<TrainingOptions>,
  { model, lessons: labelled, source, own }: Taught,
): Promise<Model> {
  const sources = [{ file: "reviews", sha256: source.digest }];
  const lessons = { ...labelled, name: source.name, sources };
  const before = model.training!;
  const { posterior, members, ...stored } = checked(
    optionsSchema,
    before.options,
    (path) => `the model's training${path === "" ? "" : `, ${path}`}`,
  );
  const goesOn = kindsThatStart.includes(posterior);
  if (!goesOn && own === undefined) {
    throw new NescioError({
      code: "unsupported",
      subject: "--continue",
      expected: `the data of its training, or a posterior whose training goes on (${kindsThatStart.join(", ")})`,
      found: `a ${posterior} posterior, whose training begins anew, and no data`,
      next: "Name the data that it was trained on with --dataset.",
    });
  }
  const dataset = own === undefined ? lessons : joined(own.training, lessons);
  const imagesBefore = own?.training.count ?? before.images ?? before.split?.training ?? before.total;
  // Of Gaussians, what it knew is the prior: nothing of it is forgotten for want of its data.
  const startIsPrior = own === undefined && kindsWithPrior.includes(posterior);
  const settings = {
    ...(stored as Partial<TrainingSettings>),
    epochs: goesOn ? Math.max(1, Math.ceil(shareOfEpochs * stored.epochs)) : stored.epochs,
    klWeight:
      own !== undefined || startIsPrior || imagesBefore === undefined
        ? stored.klWeight
        : stored.klWeight * Math.min(1, lessons.count / imagesBefore),
    ...settingsOf(options),
  };
  const bar = ui.progress({ title: "learning", format: formatCount });
  const note = epochNote();
  const result = await trainPosterior(model.network, dataset, {
    ...settings,
    ...{ posterior, members: members === 1 ? undefined : members, threads: options.threads, signal },
    start: goesOn ? model.posterior : undefined,
    startIsPrior,
    onEpoch: note.onEpoch,
    onProgress(progress) {
      const { share, members: all } = progress;
      const { steps } = progress.progress;
      bar.update(Math.round(share * steps * all), note.text(progress), steps * all);
    },
  });
  bar.stop();
  const { images, heldOut, split } = before;
  const created = createModel(result, {
    ...{ dataset: own?.whole ?? lessons, preset: before.preset as "auto" },
    ...(own === undefined ? {} : { images, heldOut, split }),
    continues: goesOn ? before : undefined,
  });
  // All else is as it was: how pictures are read, what is familiar; the promises are not.
  return {
    ...{ ...model, network: created.network, posterior: created.posterior },
    rule: withoutPromises(model.rule),
    training: withReviews(created.training!, lessons),
  };
}

/** What it has seen, the reviews too; of what it was trained on last, which is the first, they may be all. */
function withReviews(training: ModelTraining, { name, sources }: ImageDataset): ModelTraining {
  const reviews = { name, sources: sources ?? [] };
  const isThere = training.data.some((each) => JSON.stringify(each) === JSON.stringify(reviews));
  return isThere ? training : { ...training, data: [...training.data, reviews] };
}

function joined(first: ImageDataset, second: ImageDataset): ImageDataset {
  const { name, height, width, channels, classes } = first;
  const pixels = new Uint8Array(first.pixels.length + second.pixels.length);
  pixels.set(first.pixels);
  pixels.set(second.pixels, first.pixels.length);
  const labels = labelArray([...first.labels!, ...second.labels!], classes.length);
  return createDataset({
    ...{ name, count: first.count + second.count, height, width, channels, classes, pixels, labels },
  });
}
