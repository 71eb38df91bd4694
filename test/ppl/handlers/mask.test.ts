import { test } from "vitest";
import { normal } from "../../../packages/ppl/src/distributions/normal.js";
import { mask } from "../../../packages/ppl/src/handlers/mask.js";
import { np } from "../../../packages/ppl/src/jax.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import { expectNescioError } from "../../helpers/errors.js";

test("a mask of numbers is refused", async () => {
  const which = np.array([1, 0]);
  const model = (): unknown => sample("z", normal(0, 1));
  await expectNescioError(() => mask(model, which), "invalid-program", "mask", "float32");
  which.dispose();
});
