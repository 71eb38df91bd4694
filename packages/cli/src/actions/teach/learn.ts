import {
  createModel,
  NescioError,
  trainPosterior,
  type Dataset,
  type Model,
  type ModelTraining,
  type PosteriorKind,
  type TrainingSettings,
} from "@nescio/core";
import {
  checked,
  isRows,
  joinDatasets,
  kinds,
  kindsThatStart,
  kindsWithPrior,
  linearPrecision,
  linearTraining,
  z,
} from "@nescio/core/internal";
import { formatCount } from "../../format.js";
import type { CommandContext } from "../../run-command.js";
import type { TrainingOptions } from "../../training-options.js";
import { withoutPromises } from "../promises.js";
import { settingsOf } from "../settings-of.js";
import { epochNote } from "../training-progress.js";
import type { OwnData } from "./own-data.js";
import { optionName } from "../../option-name.js";

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
  readonly lessons: Dataset;
  /** Where they are from, and their SHA-256. */
  readonly source: { readonly name: string; readonly digest: string };
  readonly own: OwnData | undefined;
}

/**
 * Trains on from a model's posterior. With the data of its training at hand it learns from that and the labels together, which is
 * what the posterior of both is about: p(w | D, R) ∝ p(w) p(D | w) p(R | w). Without, the posterior becomes the prior and learns from
 * the labels alone, p(w | D, R) ∝ p(w | D) p(R | w), where it is one of Gaussians; of other kinds it starts from what it knew, with the
 * KL as weak for each image as before; what it forgets by that, the comparison shows. A small table's linear network is at its
 * maximum of both, which is one and needs no start.
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
  const precision = linearPrecision(model.network, before.options);
  const goesOn = precision === undefined && kindsThatStart.includes(posterior);
  if (!goesOn && own === undefined) {
    const network = precision === undefined ? `a ${posterior} posterior` : "a small table's linear network";
    throw new NescioError({
      code: "unsupported",
      subject: "--continue",
      expected: "the data of its training",
      found: `none, and ${network}, whose training begins anew`,
      next: "Name the data that it was trained on with --dataset.",
    });
  }
  const dataset = own === undefined ? lessons : joinDatasets<Dataset>([own.training, lessons]);
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
  if (precision !== undefined) checkLinear(options);
  const run = { threads: options.threads, signal };
  const bar = ui.progress({ title: "learning", format: formatCount });
  const note = epochNote();
  const result =
    precision !== undefined && isRows(dataset)
      ? await linearTraining(precision)(dataset, { ...run, seed: settings.seed ?? before.seed })
      : await trainPosterior(model.network, dataset, {
          ...settings,
          ...{ posterior, members: members === 1 ? undefined : members, ...run },
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
function withReviews(training: ModelTraining, { name, sources }: Dataset): ModelTraining {
  const reviews = { name, sources: sources ?? [] };
  const isThere = training.data.some((each) => JSON.stringify(each) === JSON.stringify(reviews));
  return isThere ? training : { ...training, data: [...training.data, reviews] };
}

/** Throws `invalid-option` where something is said of steps: the maximum is found, however it is stepped to. */
function checkLinear(options: TrainingOptions): void {
  const given = Object.keys(settingsOf(options)).find((name) => name !== "seed");
  if (given === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: optionName(given),
    expected: "a network whose training takes steps",
    found: "a linear one, whose maximum a posteriori is computed",
    next: "Leave it out.",
  });
}
