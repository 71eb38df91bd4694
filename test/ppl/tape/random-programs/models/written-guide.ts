import { constant } from "../constant.js";
import {
  call,
  options,
  path,
  use,
  type Call,
  type Expression,
  type Lambda,
  type Line,
} from "../expression.js";
import type { LatentSite } from "./model-program.js";

/** A guide that draws each random variable from a distribution with parameters of its own, near its point. */
export function writtenGuide(latents: readonly LatentSite[]): Lambda {
  return { kind: "lambda", parameters: [], body: latents.flatMap(linesOf) };
}

function linesOf(latent: LatentSite): Line[] {
  const { name, support, shape, unconstrained, unconstrainedShape } = latent;
  const param = (suffix: string, init: Call, constraint = "real"): Line => ({
    name: `${name}${suffix}`,
    value: call("param", [
      `${name}.${suffix}`,
      init,
      options({ constraint: path(`constraints.${constraint}`) }),
    ]),
  });
  const filled = (extents: readonly number[], value: number): Call =>
    call("np.full", [[...extents], value, options({ dtype: path("dtype") })]);
  const draw = (distribution: string, parameters: readonly Line[]): Line[] => {
    const args: Expression[] = parameters.map((line) => use(line.name));
    return [...parameters, { name: `${name}Drawn`, value: call("sample", [name, call(distribution, args)]) }];
  };
  switch (support) {
    case "unit":
      return draw("beta", [
        param("First", filled(shape, 3), "positive"),
        param("Second", filled(shape, 2), "positive"),
      ]);
    case "simplex":
      return draw("dirichlet", [param("Concentration", filled(shape, 3), "positiveVector")]);
    default:
      return draw(support === "positive" ? "logNormal" : "normal", [
        param("Centre", constant(unconstrainedShape, unconstrained)),
        param("Width", filled(unconstrainedShape, 0.2), "positive"),
      ]);
  }
}
