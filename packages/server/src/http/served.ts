import { NescioError } from "@nescio/core";
import type { ModelRegistry, ServedModel } from "../models/model-registry.js";

/** The model of a name. Throws `not-found`, naming those that are there. */
export function served(models: ModelRegistry, name: string): ServedModel {
  const model = models.get(name);
  if (model !== undefined) return model;
  throw new NescioError({
    code: "not-found",
    subject: "model",
    expected: models
      .list()
      .map((each) => each.model.name)
      .join(" or "),
    found: JSON.stringify(name),
  });
}
