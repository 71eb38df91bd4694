/** What can be read at any place. */
export interface RandomAccess {
  /** Bytes in all. */
  readonly size: number;
  /** @throws NescioError where there are not so many bytes at that place. */
  read(position: number, length: number): Promise<Uint8Array>;
}
