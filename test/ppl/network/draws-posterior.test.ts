import { test } from "vitest";
import { denseNetwork, parameterSpecs } from "../../../packages/core/src/layers/network.js";
import type { SiteDraws } from "../../../packages/ppl/src/mcmc/mcmc.js";
import { drawsPosterior } from "../../../packages/ppl/src/network/draws-posterior.js";
import { expectNescioError } from "../../helpers/errors.js";

test("draws of another network are refused by the site's name", async () => {
  const wide = denseNetwork([2, 2, 1], [4], 2);
  const narrow = denseNetwork([2, 2, 1], [2], 2);
  const sites = new Map<string, SiteDraws>(
    parameterSpecs(wide).map(({ name, shape }) => {
      const data = new Float64Array(shape.reduce((a, b) => a * b) * 3);
      return [`net.${name}`, { name: `net.${name}`, shape, data }];
    }),
  );
  await expectNescioError(
    () => drawsPosterior(narrow, "net", sites),
    "invalid-model",
    'site "net.fc1.weight"',
    "2×4",
    "4×4",
  );
});
