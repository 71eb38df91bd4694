import { inferShapes, type Network } from "../network/network.js";

/** A dense layer as the kernels see it: with the activation that follows folded in. */
export interface DenseStep {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly relu: boolean;
}

/**
 * The network as a chain of dense layers. `flatten` costs nothing here (pixels lie flat in memory), a relu joins
 * the dense layer before it, and a relu that changes nothing — a second one, or one on the pixels, which are
 * never negative — goes away.
 */
export function denseChain(network: Network): DenseStep[] {
  const shapes = inferShapes(network);
  const chain: DenseStep[] = [];
  let inputs = network.input.reduce((a, b) => a * b, 1);
  network.layers.forEach((layer, index) => {
    if (layer.type === "dense") {
      chain.push({ name: layer.name, inputs, outputs: layer.outputs, relu: false });
    } else if (layer.type === "relu" && chain.length > 0) {
      chain.push({ ...chain.pop()!, relu: true });
    }
    inputs = shapes[index].reduce((a, b) => a * b, 1);
  });
  return chain;
}
