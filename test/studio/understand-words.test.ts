import { describe, expect, test } from "vitest";
import { Random } from "@nescio/core";
import { conformalPValues } from "../../packages/core/src/familiarity/conformal.js";
import { isUnfamiliar } from "../../packages/core/src/familiarity/unfamiliar.js";
import { ballotPlace, ballotPlaces } from "../../packages/studio/page/src/understand/ballot-places.js";
import {
  familiarSentence,
  refusalLine,
  strangerCount,
} from "../../packages/studio/page/src/understand/familiar-words.js";
import { percent } from "../../packages/studio/page/src/understand/words.js";
import { runningSentence, votesSentence } from "../../packages/studio/page/src/understand/vote-words.js";
import { columnsOf, countVotes, votesOf } from "../../packages/studio/page/src/understand/votes.js";

describe("votes", () => {
  test("are for the most probable class, the lower one of equals", () => {
    const logProbs = Float32Array.of(-1, -0.5, -2, -0.1, -3, -3, -2, -1, -1);
    expect([...votesOf({ logProbs, samples: 3 })]).toEqual([1, 0, 1]);
    expect([...countVotes(Uint16Array.of(1, 0, 1), 2, 3)]).toEqual([1, 1, 0]);
  });

  test("of many classes only those with most votes have a column", () => {
    const votes = Uint16Array.from([40, 40, 3, 19]);
    expect(columnsOf(votes, 50)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 40]);
    expect(columnsOf(votes, 3)).toEqual([0, 1, 2]);
  });

  test.each([
    [30, 200, 16],
    [30, 200, 200],
    [75, 212, 1000],
    [12, 100, 1],
  ])("in a column of %d×%d, %d of them lie apart and inside", (width, height, dots) => {
    const places = ballotPlaces(width, height, dots);
    const seen = new Set<string>();
    for (let i = 0; i < dots; i++) {
      const { x, y } = ballotPlace(i, places, width);
      expect(Math.min(x, width - x, y, height - y)).toBeGreaterThanOrEqual(places.size / 2 - 1e-9);
      seen.add(`${x},${y}`);
    }
    expect(seen.size).toBe(dots);
  });

  test("are told in a sentence", () => {
    const classes = ["1", "2", "7"];
    expect(votesSentence(Uint32Array.of(0, 1, 6), classes, 16)).toBe(
      "7 of 16 networks have voted: 6 say 7 and 1 says 2.",
    );
    expect(votesSentence(Uint32Array.of(0, 0, 16), classes, 16)).toBe(
      "All 16 networks have voted: 16 say 7.",
    );
    expect(votesSentence(new Uint32Array(3), classes, 16)).toBe("None of the 16 networks has voted yet.");
    const running = { statistic: "median", leader: "7", value: 0.9999, refused: false, labels: ["7"] };
    expect(runningSentence({ ...running, reason: undefined }, false)).toBe(
      "The median of their probabilities of 7 is 0.999; so far the rule would answer 7.",
    );
    const refused = { ...running, refused: true, labels: [], reason: "unfamiliar" } as const;
    expect(runningSentence(refused, true)).toContain(
      "the rule says “I don’t know”, because the picture looks",
    );
  });
});

describe("familiarity", () => {
  const random = new Random(4);
  const heldOut = Float32Array.from({ length: 99 }, () => Math.round(40 * random.uniform())).sort();

  test.each([0.005, 0.01, 0.0125, 0.02, 0.1, 0.5, 0.999])(
    "a rule with an alpha of %d refuses what is left of its line, and nothing else",
    (alpha) => {
      const line = refusalLine(heldOut, alpha) ?? -Infinity;
      for (let score = -1; score <= 41; score += 0.5) {
        const [p] = conformalPValues([score], heldOut);
        expect(score < line).toBe(isUnfamiliar(p, alpha));
      }
    },
  );

  test("a p-value says how many are as strange", () => {
    for (const score of [-5, 3, 20, 50]) {
      const [p] = conformalPValues([score], heldOut);
      expect(strangerCount(p, 99)).toBe(heldOut.filter((each) => each <= score).length);
    }
    expect(familiarSentence(5 / 1001, 1000)).toBe(
      "Of 1,000 genuine images that were kept out of training, 4 look as strange as this or stranger (p = 0.005).",
    );
    expect(familiarSentence(1 / 1001, 1000)).toContain("none looks as strange");
  });
});

test.each([
  [0, "0 %"],
  [1, "100 %"],
  [0.9999, "99.9 %"],
  [0.004, "0.4 %"],
  [0.5, "50 %"],
  [0.942, "94.2 %"],
])("%d is %s", (share, text) => expect(percent(share)).toBe(text));
