import { Slider } from "./slider.js";

/** A slider over some numbers, in their order: a value between them stands at the next lower one. */
export function StopsSlider({
  label,
  stops,
  value,
  text,
  onChange,
}: {
  readonly label: string;
  /** In increasing order. */
  readonly stops: readonly number[];
  readonly value: number;
  readonly text: string;
  readonly onChange: (value: number) => void;
}) {
  const place = stops.findLastIndex((stop) => stop <= value);
  return (
    <Slider
      label={label}
      value={Math.max(0, place)}
      least={0}
      most={stops.length - 1}
      step={1}
      text={text}
      onChange={(at) => onChange(stops[at])}
    />
  );
}
