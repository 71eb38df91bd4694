import type { Model } from "@nescio/core";
import { nescioProductEntrant, productProblem } from "../arithmetic.js";
import type { CrewChoice, Entrant } from "../entrant.js";
import { nescioImage } from "../image.js";
import { nescioDecided } from "../prediction.js";
import { benchProblem, colourProblem, convolutionProblem } from "../problem.js";
import { PRODUCTS_PER_RUN } from "../product.js";
import type { BenchSettings } from "../settings.js";
import { nescioStep } from "../step.js";
import type { PyTorchWork } from "./pytorch-entrant.js";

// Steps of a run, on either side.
const STEPS = { step: 12, convolution: 6, colour: 4 };

/** The work of a subject on both sides. */
export interface Match {
  readonly nescio: (crew: CrewChoice) => Promise<Entrant> | Entrant;
  readonly pyTorch: Omit<PyTorchWork, "threads">;
  /** Whether it is done on one thread only. */
  readonly alone?: boolean;
}

/**
 * All that both sides can do, in the order in which it is measured.
 *
 * @param model The model in the box: it answers, and PyTorch gets a network of its shape.
 */
export function matchesOf(settings: BenchSettings, model: Model): Match[] {
  const { batch, hidden, samples, calls } = settings;
  const product = productProblem(batch, hidden[0]);
  const dense = benchProblem(settings);
  const problems = {
    step: dense,
    convolution: convolutionProblem(settings),
    colour: colourProblem(settings),
  };
  const step = (subject: keyof typeof problems): Match => ({
    nescio: (crew) => nescioStep(subject, problems[subject], batch, crew, STEPS[subject]),
    pyTorch: { subject, settings, times: STEPS[subject] },
  });
  return [
    {
      nescio: (crew) => nescioProductEntrant(product, crew),
      pyTorch: { subject: "product", settings, times: PRODUCTS_PER_RUN },
    },
    ...[step("step"), step("convolution"), step("colour")],
    {
      nescio: (crew) => nescioDecided(dense, samples, crew),
      pyTorch: { subject: "prediction", settings, times: 1 },
    },
    {
      nescio: (crew) => nescioImage(model, crew, calls),
      pyTorch: { subject: "image", settings: { ...settings, ...shapeOf(model) }, times: calls },
      // Whoever asks about one image at a time has one thread for it.
      alone: true,
    },
  ];
}

function shapeOf({ network, samples = 100 }: Model): Pick<BenchSettings, "channels" | "samples"> {
  const channels = network.layers.flatMap((layer) => (layer.type === "conv2d" ? [layer.outputs] : []));
  return { channels, samples };
}
