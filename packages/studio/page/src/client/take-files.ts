import type { Problem } from "../state/problem.js";
import type { Store } from "../state/store.js";
import { modelEnding, openModel } from "./open-model.js";
import { problemOfPassed } from "./problems-pass.js";

/** Most pictures at a time: more than one looks at. */
const mostPictures = 100;
/** Longer side of a picture in a list, in device pixels. */
const thumbnailSide = 128;

type Page = Pick<Store, "studio" | "dispatch">;

/** Takes what was dropped, pasted or picked: a model is opened; pictures are decoded, one after the other, and the first is shown. */
export async function takeFiles(files: readonly File[], page: Page): Promise<void> {
  const model = files.find(({ name }) => name.toLowerCase().endsWith(modelEnding));
  if (model !== undefined) await openModel(model, page);
  const pictures = files.filter((file) => file !== model);
  if (pictures.length > 0) await takePictures(pictures, page);
}

async function takePictures(files: readonly File[], page: Page): Promise<void> {
  const { studio, dispatch } = page;
  const taken = files
    .slice(0, mostPictures)
    .map((file) => ({ file, id: studio.pictureId(), name: file.name }));
  const pictures = taken.map(({ id, name }) => ({ id, name }));
  dispatch({ type: "pictures", action: { type: "add", pictures } });
  const problems: Problem[] = [];
  let isFirst = true;
  for (const { id, name, file } of taken) {
    try {
      await studio.answering.takePicture(id, file);
      const shown = { kind: "picture", id, name } as const;
      const { bitmap } = await studio.answering.preview(shown, thumbnailSide);
      dispatch({ type: "pictures", action: { type: "decoded", id, thumbnail: bitmap } });
      if (isFirst) dispatch({ type: "show", shown });
      isFirst = false;
    } catch (error) {
      const problem = problemOfPassed(error);
      problems.push(problem);
      dispatch({ type: "pictures", action: { type: "failed", id, problem } });
    }
  }
  const told = whatWentWrong(problems, files.length);
  if (told !== undefined) dispatch({ type: "failed", problem: told });
}

/** Of one file its own problem; of several, how many, as each says its own in the list. */
export function whatWentWrong(problems: readonly Problem[], files: number): Problem | undefined {
  if (files === 1) return problems.at(0);
  const said: string[] = [];
  if (problems.length > 0) {
    said.push(
      `${problems.length} of ${Math.min(files, mostPictures)} files could not be read: the list says why.`,
    );
  }
  if (files > mostPictures) said.push(`The first ${mostPictures} of ${files} files were taken.`);
  return said.length === 0
    ? undefined
    : { code: problems[0]?.code ?? "invalid-data", message: said.join(" ") };
}
