import { proxy, transfer } from "comlink";
import type { Store } from "../state/store.js";
import type { TrainState } from "../train/train-state.js";
import { problemOfPassed } from "./problems-pass.js";

type Page = Pick<Store, "state" | "dispatch" | "studio">;

/** Trains on what is chosen; what comes of it becomes the page's model. What goes wrong is told, and the model before stays. */
export async function runTraining({ state, dispatch, studio }: Page): Promise<void> {
  const { train } = state;
  dispatch({ type: "train", action: { type: "phase", phase: "opening" } });
  try {
    await openChosen(train, studio);
    const start = train.continues ? await studio.answering.file() : undefined;
    dispatch({ type: "train", action: { type: "began" } });
    dispatch({ type: "dismiss" });
    const plan = { recipe: train.recipe, ...train.choices, start };
    const { file, ...outcome } = await studio.training.train(
      start === undefined ? plan : transfer(plan, [start.buffer]),
      proxy((report) => dispatch({ type: "train", action: { type: "report", report } })),
    );
    const name = train.source === "own" ? "own-classes.nescio" : outcome.name;
    const model = await studio.answering.load(transfer(file, [file.buffer]), name);
    const { heldOut, training } = await studio.training.sets();
    await studio.answering.openTrained(
      transfer(heldOut, [heldOut.pixels.buffer]),
      transfer(training, [training.pixels.buffer]),
    );
    dispatch({ type: "loaded", model });
    dispatch({ type: "train", action: { type: "outcome", outcome } });
  } catch (error) {
    dispatch({ type: "train", action: { type: "phase", phase: "idle" } });
    dispatch({ type: "failed", problem: problemOfPassed(error) });
  }
}

/** Puts what is chosen before the worker that trains. */
async function openChosen({ source, digits, own }: TrainState, studio: Page["studio"]): Promise<void> {
  if (source === "digits") await studio.training.openGlyphs(digits.count, digits.hand);
  else if (source !== "own") await studio.training.chooseOpened(source);
  else {
    const classes = own.map(({ name, examples }) => ({
      name,
      examples: examples.map(({ thumbnail: _, ...example }) => example),
    }));
    await studio.training.openExamples(classes);
  }
}
