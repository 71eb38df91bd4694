import type { GaussianTensor, Tensor } from "../prediction/posterior.js";
import type { TrainingSession } from "./session.js";

/** What training finds for each parameter of the network, by the parameter's name. */
export type Parameters<T> = ReadonlyMap<string, T>;

/** What is trained, as a session has it. */
export interface ParameterForm<T> {
  read(session: TrainingSession): Map<string, T>;
  /** All numbers of one parameter. */
  numbers(tensor: T): readonly Float32Array[];
}

/** An independent Gaussian for every weight. */
export const gaussianParameters: ParameterForm<GaussianTensor> = {
  read: (session) => session.tensors(),
  numbers: ({ loc, scale }) => [loc, scale],
};

/** One number for every weight: the estimators `delta` and `langevin`. */
export const pointParameters: ParameterForm<Tensor> = {
  read: (session) => session.means(),
  numbers: ({ data }) => [data],
};
