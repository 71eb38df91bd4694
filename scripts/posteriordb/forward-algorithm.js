import { nn, np } from "nescio/ppl";

/**
 * Log-probability of a hidden Markov chain's observations, all paths summed (Rabiner 1989, eqs. 19–21); every state is
 * as likely as any other to be the first, up to a constant.
 * @param logTransitions `[K, K]`, from rows to columns.
 * @param emissions `[N, K]`: log-density of each observation in each state.
 */
export function forwardAlgorithm(logTransitions, emissions) {
  const [first, ...others] = np.split(emissions, emissions.shape[0]);
  const reached = others.reduce((before, emission) => {
    const paths = before.reshape([-1, 1]).add(logTransitions.ref);
    return nn.logsumexp(paths, 0).add(emission);
  }, first);
  logTransitions.dispose();
  return nn.logsumexp(reached);
}
