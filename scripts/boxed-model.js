// Makes the model in the box, packages/cli/models/mnist.nescio, from MNIST's training images, and its evaluation beside it.
//   NESCIO_DATA=… node scripts/boxed-model.js
// The last 10,000 training images are held out: 2,000 of them calibrate familiarity, 8,000 choose the threshold. Neither a test
// image nor a data set of other characters takes part in that; they are looked at in the evaluation.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const model = "packages/cli/models/mnist.nescio";
const others = "noise,notmnist-tutorial,notmnist,kmnist";

const steps = [
  `train --preset convolution --network scripts/boxed-network.json --posterior mixture --members 6 --hold-out 10000 --samples 16 --reading ink:20:1.7 --half --checkpoint --out ${model}`,
  `calibrate ${model} --familiarity neighbours --alpha 0.0125 --max-refusal 0.027`,
  `evaluate ${model} --ood ${others} --json packages/cli/models/mnist.json`,
];

for (const step of steps) {
  console.log(`nescio ${step}`);
  const { status, signal } = spawnSync(process.execPath, ["packages/cli/bin/nescio.js", ...step.split(" ")], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? (signal === "SIGINT" ? 130 : 1));
}
