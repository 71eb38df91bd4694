import type { GaussianTensor, Tensor } from "../prediction/posterior.js";
import type { TrainingSession } from "./session.js";

/** What training finds for each parameter of the network, by the parameter's name. */
export type Parameters<T> = ReadonlyMap<string, T>;

/** How what is trained lies in a session. */
export interface ParameterForm<T> {
  read(session: TrainingSession): Map<string, T>;
  write(session: TrainingSession, parameters: Parameters<T>): void;
  /** All numbers of one parameter. */
  numbers(tensor: T): readonly Float32Array[];
}

/** An independent Gaussian for every weight. */
export const gaussianParameters: ParameterForm<GaussianTensor> = {
  read: (session) => session.tensors(),
  write(session, parameters) {
    session.setTensors(parameters);
  },
  numbers: ({ loc, scale }) => [loc, scale],
};

/** One number for every weight (the estimator `delta`). The session has a scale beside each that no kernel reads. */
export const pointParameters: ParameterForm<Tensor> = {
  read: (session) =>
    new Map([...session.tensors()].map(([name, { shape, loc }]) => [name, { shape, data: loc }])),
  write(session, parameters) {
    session.setTensors(
      new Map(
        [...session.tensors()].map(([name, { shape, scale }]) => [
          name,
          { shape, loc: parameters.get(name)!.data, scale },
        ]),
      ),
    );
  },
  numbers: ({ data }) => [data],
};
