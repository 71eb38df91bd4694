import type { Picture } from "@nescio/core";
import { useStore } from "../state/store.js";
import { useTrain } from "./use-train.js";

/** Adds pictures as examples of a class; what is none is an error, and those before it are added. */
export function usePictureExamples(to: number): (inputs: readonly (File | Picture)[]) => Promise<void> {
  const { studio } = useStore();
  const [, change] = useTrain();
  return async (inputs) => {
    for (const input of inputs) {
      const picture = studio.pictureId();
      const thumbnail = await studio.training.takePicture(picture, input);
      change({ type: "add-example", to, example: { kind: "picture", picture, thumbnail } });
    }
  };
}
