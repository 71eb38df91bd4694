/** What the network said of an input; queues from elsewhere may lack any of it. */
export interface Decision {
  readonly decision?: string;
  readonly refused?: boolean;
  readonly labels?: readonly string[];
  readonly reason?: string;
  /** Of each class. */
  readonly probabilities?: Readonly<Record<string, number>>;
  /** p-value in (0, 1]. */
  readonly familiarity?: number | null;
  /** Places of the nearest training images. */
  readonly nearest?: readonly number[];
  readonly hints?: readonly string[];
}

export interface Verdict {
  readonly reviewer: string;
  /** Null: skipped. */
  readonly label: string | null;
}

/** An input in the queue, as the service sends it. */
export interface Review {
  readonly id: string;
  readonly model: { readonly name: string };
  readonly arrival: "refused" | "ambiguous" | "asked" | "audit";
  readonly input: { readonly mediaType: string };
  readonly decision: Decision;
  readonly labelsWanted: number;
  readonly verdicts: readonly Verdict[];
}

export interface Counts {
  readonly waiting: number;
  readonly claimed: number;
  readonly labelled: number;
  readonly skipped: number;
}

export interface AgreementFigures {
  readonly items: number;
  readonly agreement: number;
  readonly kappa: number | null;
  readonly interval: readonly [number, number] | null;
}

export interface Agreement {
  readonly together: AgreementFigures | null;
  readonly pairs: readonly (AgreementFigures & { readonly reviewers: readonly [string, string] })[];
  readonly disagreed: number;
  readonly disagreements: readonly {
    readonly id: string;
    readonly labels: readonly { readonly reviewer: string; readonly label: string }[];
  }[];
}

export interface Suspects {
  readonly judged: number;
  readonly suspected: number;
  readonly suspects: readonly {
    readonly id: string;
    readonly reviewer: string;
    readonly label: string;
    readonly suggested: string;
    readonly why: string;
  }[];
}
