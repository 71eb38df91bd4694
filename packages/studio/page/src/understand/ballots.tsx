import { useLayoutEffect, useRef } from "react";
import { useDark, useReducedMotion } from "../parts/use-media.js";
import { useSize } from "../parts/use-size.js";
import { paintBallots } from "./paint-ballots.js";

const height = 260;
/** Milliseconds that a vote takes to fall. */
const fallTime = 240;

/** The votes that are counted, on piles. The last one falls on its own. */
export function Ballots({
  classes,
  columns,
  votes,
  counted,
  answered,
  label,
}: {
  readonly classes: readonly string[];
  readonly columns: readonly number[];
  readonly votes: Uint16Array;
  readonly counted: number;
  readonly answered: readonly string[];
  /** What is to be seen, in words. */
  readonly label: string;
}) {
  const [box, { width, ratio }] = useSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const still = useReducedMotion();
  const dark = useDark();
  const before = useRef(counted);
  useLayoutEffect(() => {
    const context = canvas.current!.getContext("2d")!;
    const paint = (fallen: number): void =>
      paintBallots(context, { classes, columns, votes, counted, answered, fallen, width, height, ratio });
    const falls = counted === before.current + 1 && !still;
    before.current = counted;
    paint(falls ? 0 : 1);
    if (!falls) return;
    const since = performance.now();
    const move = (): void => {
      const part = Math.min(1, (performance.now() - since) / fallTime);
      paint(part * part);
      if (part < 1) frame = requestAnimationFrame(move);
    };
    let frame = requestAnimationFrame(move);
    return () => cancelAnimationFrame(frame);
  }, [classes, columns, votes, counted, answered, width, ratio, still, dark]);
  return (
    <div ref={box} className="ballots" style={{ height }}>
      <canvas
        ref={canvas}
        width={Math.round(width * ratio)}
        height={Math.round(height * ratio)}
        style={{ width, height }}
        role="img"
        aria-label={label}
      />
    </div>
  );
}
