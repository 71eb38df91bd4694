import type { ParquetParsers } from "hyparquet";

const text = new TextDecoder("utf-8", { fatal: true });

/** A time in ISO 8601 with as many digits of a second as it was stored with. */
function timestamp(since1970: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const part = ((since1970 % perSecond) + perSecond) % perSecond;
  const whole = new Date(Number((since1970 - part) / perSecond) * 1000).toISOString();
  return whole.replace(".000Z", `.${String(part).padStart(digits, "0")}Z`);
}

/** Values that are neither numbers nor texts in a parquet file, as texts: dates and times in ISO 8601, JSON as it stands. */
export const parquetParsers: Pick<
  ParquetParsers,
  | "dateFromDays"
  | "jsonFromBytes"
  | "stringFromBytes"
  | "timestampFromMicroseconds"
  | "timestampFromMilliseconds"
  | "timestampFromNanoseconds"
> = {
  dateFromDays: (days) => new Date(days * 86_400_000).toISOString().slice(0, 10),
  timestampFromMilliseconds: (time) => timestamp(time, 3),
  timestampFromMicroseconds: (time) => timestamp(time, 6),
  timestampFromNanoseconds: (time) => timestamp(time, 9),
  stringFromBytes: (bytes) => textOf(bytes),
  jsonFromBytes: (bytes) => textOf(bytes),
};

/** Of a dictionary's values some may be missing. */
function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && text.decode(bytes);
}

const nothing = (): undefined => undefined;

/** The footer's least and greatest values, which are often cut off in the middle of a character, are not looked at. */
export const noStatistics: ParquetParsers = {
  dateFromDays: nothing,
  geographyFromBytes: nothing,
  geometryFromBytes: nothing,
  jsonFromBytes: nothing,
  stringFromBytes: nothing,
  timestampFromMicroseconds: nothing,
  timestampFromMilliseconds: nothing,
  timestampFromNanoseconds: nothing,
  uuidFromBytes: nothing,
};
