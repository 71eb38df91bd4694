export {
  meanFieldSettings,
  presets,
  type MeanFieldSettings,
  type PresetName,
} from "../../training/settings.js";
export { MeanFieldPosterior } from "./posterior.js";
export {
  fitMeanField,
  meanField,
  type MeanFieldOptions,
  type MeanFieldResult,
  type TrainingProgress,
} from "./train.js";
