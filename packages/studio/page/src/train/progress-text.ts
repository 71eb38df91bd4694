import type { TrainingReport } from "../engine/training-plan.js";

/** How far a training is, and how fast. */
export function progressText(report: TrainingReport): string {
  const { stage, step, steps, epoch, epochs, msPerStep, threads, simd } = report;
  if (stage === "familiarity") return "Learning what looks familiar";
  const speed = `${msPerStep.toFixed(msPerStep < 10 ? 1 : 0)} ms a step, ${Math.round(1000 / msPerStep)} steps a second`;
  const engine = `${threads} ${threads === 1 ? "thread" : "threads"}, ${simd} SIMD`;
  return `Epoch ${epoch + 1} of ${epochs} · step ${step} of ${steps} · ${speed} · ${engine}`;
}

/** How long it takes still, to follow that. */
export function timeLeft({ stage, step, steps, msPerStep }: TrainingReport, paused: boolean): string {
  if (stage === "familiarity") return " …";
  if (paused) return " · pauses";
  const seconds = Math.ceil(((steps - step) * msPerStep) / 1000);
  return ` · ${seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`} left`;
}
