import type { EpochMeasure, MembersProgress } from "@nescio/core";

interface Epoch {
  readonly member: number;
  readonly validation: EpochMeasure | undefined;
}

/** What stands beside a training's bar: the epoch, its loss, and what validation said of the one before. */
export function epochNote(): {
  onEpoch: (epoch: Epoch) => void;
  text: (progress: MembersProgress) => string;
} {
  const last = new Map<number, EpochMeasure>();
  return {
    onEpoch({ member, validation }) {
      if (validation !== undefined) last.set(member, validation);
    },
    text({ member, members, progress: { epoch, epochs, lossPerImage } }) {
      const who = members === 1 ? "" : `member ${member + 1} of ${members}, `;
      const measure = last.get(member);
      const seen = measure === undefined ? "" : `, validation ${describeMeasure(measure)}`;
      return `${who}epoch ${epoch + 1} of ${epochs}, loss ${lossPerImage.toPrecision(4)}${seen}`;
    },
  };
}

/** "97.3 % right, NLL 0.081" */
export function describeMeasure({ accuracy, nll }: EpochMeasure): string {
  return `${(100 * accuracy).toFixed(1)} % right, NLL ${nll.toPrecision(3)}`;
}
