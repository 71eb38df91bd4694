import type { RecipeName } from "../engine/training-plan.js";

/** A recipe as it is offered. */
export interface ShownRecipe {
  readonly name: string;
  readonly text: string;
  readonly epochs: number | undefined;
  readonly learningRate: number;
  readonly batchSize: number;
}

/** What is offered, with what each does where nobody says otherwise. */
export const shownRecipes: Readonly<Record<RecipeName, ShownRecipe>> = {
  tutorial: {
    name: "The tutorial’s network",
    text: "One hidden layer of 1,024 units; every weight is a distribution. Trained as the tutorial does it.",
    ...{ epochs: 5, learningRate: 0.01, batchSize: 128 },
  },
  dense: {
    name: "The same, trained better",
    text: "The tutorial’s network with settings that get far more right, and a sense of what looks familiar.",
    ...{ epochs: 10, learningRate: 0.003, batchSize: 128 },
  },
  convolution: {
    name: "Convolutions",
    text: "Looks for small patterns anywhere in the image. The best of the three, and the slowest.",
    ...{ epochs: undefined, learningRate: 0.003, batchSize: 32 },
  },
  few: {
    name: "For few examples",
    text: "Three small networks that learn from many variations of each example. Takes about ten seconds.",
    ...{ epochs: undefined, learningRate: 0.003, batchSize: 32 },
  },
};

export const recipeNames = Object.keys(shownRecipes) as RecipeName[];
