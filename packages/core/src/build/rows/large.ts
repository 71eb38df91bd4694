import type { RowDataset } from "../../data/dataset.js";
import { parseNetwork, type Network } from "../../layers/network.js";
import { trainingSettings, type TrainingSettings } from "../../training/settings.js";
import type { Recipe } from "../recipe.js";

/** Rows of a batch; of few rows fewer, so that there are steps enough in an epoch. */
const BATCH = 128;
const FEW_ROWS = 1000;
const SMALL_BATCH = 32;
/** Steps that a network takes to learn. */
const STEPS = 1200;
const MEMBERS = 3;
/** Embeddings have that many columns; what comes out of tables has fewer. */
const WIDE = 256;

/**
 * The recipe for rows of which enough are there to hold some out, embeddings above all: an ensemble of three networks of one hidden
 * layer, normalised before its relu (Ba, Kiros and Hinton 2016), with dropout in training. docs/recipe.md#rows has what was measured.
 *
 * @param training The rows that will be trained on.
 */
export function largeRecipe(training: RowDataset, seed: number): Recipe {
  return {
    network: largeNetwork(training),
    posterior: "ensemble",
    members: MEMBERS,
    settings: largeSettings(training.count, seed),
  };
}

function largeNetwork({ columns, classes }: RowDataset): Network {
  return parseNetwork({
    input: [columns.length],
    layers: [
      { type: "dense", name: "fc1", outputs: columns.length >= WIDE ? 512 : 256 },
      { type: "groupNorm", name: "norm1", groups: 1 },
      { type: "relu" },
      { type: "dropout", rate: 0.3 },
      { type: "dense", name: "out", outputs: classes.length },
    ],
  });
}

function largeSettings(count: number, seed: number): TrainingSettings {
  const batchSize = count < FEW_ROWS ? SMALL_BATCH : BATCH;
  return trainingSettings("default", {
    epochs: Math.min(100, Math.max(5, Math.round(STEPS / Math.ceil(count / batchSize)))),
    batchSize,
    learningRate: 2e-3,
    rateWarmup: 0.2,
    schedule: "cosine",
    klWeight: 1,
    seed,
  });
}
