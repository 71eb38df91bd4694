/** Height, width and channels; what is flat is one pixel of many channels. */
export interface Volume {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Number of values. */
export function volumeSize({ height, width, channels }: Volume): number {
  return height * width * channels;
}
