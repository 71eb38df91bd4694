import { useMemo } from "react";
import type { Verdict } from "../engine/verdict.js";
import { useSettled } from "../parts/use-settled.js";
import { useStore } from "../state/store.js";
import { Ballots } from "./ballots.js";
import { countedOf } from "./understand-state.js";
import { usePlay } from "./use-play.js";
import { useRunning } from "./use-running.js";
import { useUnderstand } from "./use-understand.js";
import { VoteControls } from "./vote-controls.js";
import { runningSentence, viewsSentence, votesSentence } from "./vote-words.js";
import { columnsOf, countVotes, votesOf } from "./votes.js";

/** The sampled networks vote, one after the other. */
export function VotesPanel() {
  const { verdict } = useStore().state;
  return (
    <section className="understand-panel" aria-labelledby="votes-title">
      <h2 id="votes-title">The networks vote</h2>
      <p>
        The model is not one network but many, drawn at random from those that fit what it was trained on.
        Each of them votes for a class. Where they agree, there is something to be sure of.
      </p>
      {verdict === undefined ? (
        <p className="empty">Draw something, and they vote on it.</p>
      ) : (
        <Vote verdict={verdict} />
      )}
    </section>
  );
}

function Vote({ verdict }: { readonly verdict: Verdict }) {
  const { model, shown } = useStore().state;
  const [understand] = useUnderstand();
  const running = useRunning();
  usePlay(verdict.samples);
  const { classes } = model!;
  const { samples } = verdict;
  const votes = useMemo(() => votesOf(verdict), [verdict]);
  const columns = useMemo(() => columnsOf(votes, classes.length), [votes, classes]);
  const counted = countedOf(understand, shown, samples);
  const counts = countVotes(votes, counted, classes.length);
  const now = counted === 0 ? undefined : running?.[counted - 1];
  const isLast = counted === samples;
  const said = votesSentence(counts, classes, samples);
  const sentences = [
    said,
    now && runningSentence(now, isLast),
    isLast && now ? viewsSentence(now, verdict) : undefined,
  ].filter((sentence) => sentence !== undefined);
  const settled = useSettled(sentences.join(" "), 900);
  return (
    <>
      <Ballots
        {...{ classes, columns, votes, counted }}
        answered={now === undefined || now.refused ? none : now.labels}
        label={`Votes: ${said}`}
      />
      <VoteControls samples={samples} />
      <p className="running">{sentences.join(" ")}</p>
      <p className="for-listeners" role="status">
        {settled}
      </p>
    </>
  );
}

const none: readonly string[] = [];
