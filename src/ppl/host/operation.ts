/** An array of a program on the host; booleans and integers are numbers too. */
export interface HostArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** Where the array is a view of another one's data: the distance of neighbours along each axis. Only products take such. */
  readonly strides?: readonly number[] | undefined;
}

/** What an operation is given; its arrays stay the same objects from run to run, their numbers change. */
export interface Operation {
  readonly inputs: readonly HostArray[];
  readonly output: HostArray;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Computes the output's numbers from the inputs'. */
export type Run = () => void;
export type Maker = (operation: Operation) => Run;
