import type { Dataset } from "../../data/dataset.js";
import { NescioError } from "../../errors.js";
import { defaultSeed } from "../../math/random.js";
import { randomStream, streamSeed } from "../../math/streams.js";
import { outputCount, type Network } from "../../layers/network.js";
import type { Predictive } from "../../predictive/predictive.js";
import { meanWeights } from "../../prediction/mean-weights.js";
import type { Posterior, PredictOptions, Weights } from "../../prediction/posterior.js";
import { weightsInTurn } from "../../prediction/given-weights.js";
import type { DrawsNetworks, WeightSource } from "../../prediction/network-weights.js";
import { mostFew } from "../../prediction/predict-networks.js";
import { checkPrediction, reserveLogProbs } from "../../prediction/prediction.js";
import { predictDrawn } from "../predict-drawn.js";

/** Most members: far over what is trained in practice. */
export const MAX_MEMBERS = 1000;

/**
 * Posteriors of one network side by side, each as likely as any other. Of points it is a deep ensemble (Lakshminarayanan,
 * Pritzel and Blundell 2017), of SWAGs multi-SWAG (Wilson and Izmailov 2020).
 */
export class MixturePosterior implements Posterior {
  readonly kind = "mixture";
  readonly network: Network;

  /**
   * @param members 1 to 1,000 posteriors of the same network, themselves no mixtures.
   * @throws NescioError `invalid-model` otherwise.
   */
  constructor(readonly members: readonly Posterior[]) {
    const invalid = (expected: string, found: string): NescioError =>
      new NescioError({ code: "invalid-model", subject: "mixture of posteriors", expected, found });
    if (members.length < 1 || members.length > MAX_MEMBERS) {
      throw invalid(`1 to ${MAX_MEMBERS} members`, `${members.length}`);
    }
    this.network = members[0].network;
    const wanted = JSON.stringify(this.network);
    members.forEach(({ kind, network }, m) => {
      if (kind === "mixture") throw invalid("members that are no mixtures", `one at ${m}`);
      if (JSON.stringify(network) !== wanted) throw invalid("members of one network", `another at ${m}`);
    });
  }

  get samplesByPlace(): boolean {
    return this.members.some(({ samplesByPlace = false }) => samplesByPlace);
  }

  draw(seed: number): Weights {
    const member = randomStream("mixtureChoice", seed).integer(this.members.length);
    return this.members[member].draw(streamSeed("mixtureMember", seed, member));
  }

  meanWeights(): readonly Weights[] {
    return this.members.flatMap((member) => [...meanWeights(member)]);
  }

  /**
   * Sample s belongs to member s modulo their number, so that any first few samples cover all members. Of a mixture of
   * points more samples than members only repeat what they say. Default: 100, of points as many as there are. A few images meet
   * the networks of all members in one go; it says the same.
   */
  async predict(dataset: Dataset, options: PredictOptions = {}): Promise<Predictive> {
    const { members, network } = this;
    const points = members.every(({ kind }) => kind === "point");
    const { samples = points ? members.length : 100, seed = defaultSeed, onProgress } = options;
    checkPrediction(network, dataset, samples, seed);
    const sources = dataset.count <= mostFew(options) ? this.#networks() : undefined;
    if (sources !== undefined) {
      const seedOf = (own: number, member: number): number => streamSeed("mixtureMember", own, member);
      return predictDrawn(this, weightsInTurn(sources, seedOf), dataset, { ...options, samples });
    }
    const classes = outputCount(network);
    const logProbs = reserveLogProbs(dataset.count, samples, classes);
    const used = Math.min(samples, members.length);
    for (let m = 0; m < used; m++) {
      const own = Math.ceil((samples - m) / members.length);
      const predictive = await members[m].predict(dataset, {
        ...options,
        samples: own,
        seed: streamSeed("mixtureMember", seed, m),
        onProgress: (done, total) => onProgress?.(Math.floor((m * total + done) / used), total),
      });
      for (let image = 0; image < dataset.count; image++) {
        for (let s = 0; s < own; s++) {
          const from = (image * own + s) * classes;
          const to = (image * samples + s * members.length + m) * classes;
          for (let c = 0; c < classes; c++) logProbs[to + c] = predictive.logProbs[from + c];
        }
      }
    }
    return { images: dataset.count, samples, classes, logProbs };
  }

  /** Where all members' networks come from; undefined where one of them predicts in another way. */
  #networks(): WeightSource[] | undefined {
    const sources = this.members.map((member) =>
      "networks" in member ? (member as Posterior & DrawsNetworks).networks() : undefined,
    );
    return sources.every((source) => source !== undefined) ? sources : undefined;
  }
}
