import { fileURLToPath } from "node:url";

/** The file of the model of handwritten digits that comes with the command line: as far from here in dist/ as in src/. */
export const boxedModel = fileURLToPath(new URL("../models/mnist.nescio", import.meta.url));
