import type { Entrant } from "../entrant.js";

/** What of the benchmark both sides do. */
export type PeerSubject = "product" | "step" | "convolution" | "colour" | "prediction" | "image";

/** An entrant of either side. */
export interface PeerEntrant extends Entrant {
  readonly subject: PeerSubject;
  readonly runner: "nescio" | "pytorch";
  readonly form: string | null;
}
