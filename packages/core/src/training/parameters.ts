import type { GaussianTensor, Tensor } from "../prediction/posterior.js";
import type { TrainingSession } from "./session.js";

/** What training finds for each parameter of the network, by the parameter's name. */
export type Parameters<T> = ReadonlyMap<string, T>;

/** What is trained, as a session has it. */
export interface ParameterForm<T> {
  read(session: TrainingSession): Map<string, T>;
  /** Sets the parameters; Adam's moments stay as they are. */
  write(session: TrainingSession, parameters: Parameters<T>): void;
  /** All numbers of one parameter. */
  numbers(tensor: T): readonly Float32Array[];
}

/** An independent Gaussian for every weight. */
export const gaussianParameters: ParameterForm<GaussianTensor> = {
  read: (session) => session.tensors(),
  write: (session, parameters) => {
    session.setTensors(parameters);
  },
  numbers: ({ loc, scale }) => [loc, scale],
};

/** One number for every weight: the estimators `delta` and `langevin`. */
export const pointParameters: ParameterForm<Tensor> = {
  read: (session) => session.means(),
  write: (session, parameters) => {
    session.setMeans(parameters);
  },
  numbers: ({ data }) => [data],
};
