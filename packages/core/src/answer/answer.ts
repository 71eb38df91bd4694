import { isDataset, type Dataset } from "../data/dataset.js";
import type { PictureInput } from "../reading/decode.js";
import { inputsOf, type InputReader, type PictureOptions } from "./inputs.js";
import { answerImages, type Answer, type Answerer, type AnswerOptions } from "./answer-images.js";
import { answerRead, type PictureAnswer } from "./answer-read.js";

/** What of a model answers about pictures: any `Model` is one. */
export interface PictureAnswerer extends Answerer, InputReader {}

/**
 * What a model answers about images, all the way in one call: reads them, draws networks from its posterior, scores how
 * familiar they look where the rule asks for it, decides, and says why. The same model, input, rule, samples and seed
 * give the same answers, on every number of threads.
 *
 * @param input A data set, whose images are taken as they are: one answer for each, in their order. Or one picture, read
 * as the model has it: an `ImageData` or any `{ width, height, data }`; in browsers a canvas, an `ImageBitmap` or a `Blob`;
 * the bytes of a file (in Node by the `answer` of `nescio/node`, which also takes a path). Or an array of exactly the
 * network's inputs, numbers from 0 to 255, taken as they are.
 * @throws NescioError `invalid-data` for images of another shape than the network's input, or a picture that is none;
 * `corrupt` for bytes that are no whole image; `unsupported` where nothing here decodes them; `invalid-option` for a
 * malformed rule or option, or a rule that asks for a familiarity that the model does not have; `aborted`.
 */
export function answer(model: Answerer, input: Dataset, options?: AnswerOptions): Promise<Answer[]>;
export function answer(
  model: PictureAnswerer,
  input: PictureInput,
  options?: AnswerOptions & PictureOptions,
): Promise<PictureAnswer>;
export async function answer(
  model: Answerer | PictureAnswerer,
  input: Dataset | PictureInput,
  options: AnswerOptions & PictureOptions = {},
): Promise<Answer[] | PictureAnswer> {
  const { reading, invert, background, decode, ...rest } = options;
  if (isDataset(input)) return answerImages(model, input, rest);
  const pictures = { reading, invert, background, decode };
  const [read] = await inputsOf(model as PictureAnswerer, input, pictures, "one");
  return answerRead(model as PictureAnswerer, read, rest);
}

/**
 * What a model answers about each character of a picture, from left to right and line by line. A picture without any
 * has one answer, a refusal; so has one whose reading looks for no characters, of the whole.
 *
 * @throws NescioError as {@link answer}.
 */
export async function answerEach(
  model: PictureAnswerer,
  input: PictureInput,
  options: AnswerOptions & PictureOptions = {},
): Promise<PictureAnswer[]> {
  const { reading, invert, background, decode, ...rest } = options;
  const reads = await inputsOf(model, input, { reading, invert, background, decode }, "each");
  const answers: PictureAnswer[] = [];
  for (const read of reads) answers.push(await answerRead(model, read, rest));
  return answers;
}
