import { tutorialRule, type RuleChoice } from "../state/rule-choice.js";
import type { GallerySet, Shown } from "../state/shown.js";
import { Says } from "./says.js";
import type { TourStep } from "./tour-step.js";

const image = (set: GallerySet, index: number): Shown => ({ kind: "image", set, index });

const noise = image("noise", 0);
/** A 7 that nobody doubts. */
const clear = image("digits", 43);
/** A 1 with a bend, which might be a 7. */
const bent = image("digits", 85);
const h = image("letters", 9);
const b = image("letters", 5);

const model: RuleChoice = { kind: "model" };
/** The most probable of ten classes always has a tenth. */
const forced: RuleChoice = { kind: "quantile", q: 0.5, threshold: 0.1, familiarity: false };
const strict: RuleChoice = { kind: "quantile", q: 0.1, threshold: 0.5, familiarity: false };
const familiar: RuleChoice = { kind: "quantile", q: 0.5, threshold: 0.2, familiarity: true };

/** The story of Paras Chopra's tutorial, told with the model in the box; and what was made of its ideas for more. */
export const steps: readonly TourStep[] = [
  {
    title: "A network that always answers",
    words: (
      <>
        <p>
          This is white noise. It shows nothing. One network looks at it and says <Says>8</Says>, sure of
          itself.
        </p>
        <p>
          It has no choice: ten numbers come out, one for each digit. They add up to one, and the largest is
          the answer. No number stands for “I don’t know”. Try other noise, <Says after={0}>8</Says>, or the
          letter H, <Says after={1}>4</Says>: it always finds a digit.
        </p>
      </>
    ),
    state: { shown: noise, rule: forced, samples: 1 },
    tries: [
      { label: "Other noise", state: { shown: image("noise", 3) } },
      { label: "The letter H", state: { shown: h } },
    ],
  },
  {
    title: "Weights that are not sure",
    words: (
      <>
        <p>
          An ordinary network has one number for each connection: its weight. A Bayesian network has a whole
          distribution: a middle, and how sure it is of it.
        </p>
        <p>
          Draw every weight from its distribution, and you have a network. Draw again, and you have another
          one, which fits the training images as well. The first takes this stroke for a <Says>7</Says>. Draw
          a hundred, and they do not agree: <Says after={0}>7 or 1</Says>.
        </p>
      </>
    ),
    state: { shown: bent, rule: tutorialRule, samples: 1 },
    tries: [{ label: "Draw a hundred networks", state: { samples: 100 } }],
  },
  {
    title: "A hundred votes",
    words: (
      <>
        <p>
          Each row below is a class. A bar counts the networks that find it so probable: impossible at the
          left, certain at the right.
        </p>
        <p>
          On a clear digit all hundred stand at the right end of one row: <Says>7</Says>. On the doubtful
          stroke they spread over two rows: <Says after={0}>7 or 1</Says>. How far they spread is what a
          single network cannot tell you.
        </p>
      </>
    ),
    state: { shown: clear, rule: tutorialRule, samples: 100 },
    tries: [{ label: "The doubtful stroke", state: { shown: bent } }],
  },
  {
    title: "A rule that may refuse",
    words: (
      <>
        <p>
          Now something has to decide. The tutorial’s rule: a class is answered if its <em>median</em> is over
          0.2, so that half of the networks give it more than a fifth. Here that holds for two:{" "}
          <Says>7 or 1</Says>.
        </p>
        <p>
          Ask for more, nine networks in ten over one half, and no class is left:{" "}
          <Says after={0}>I don’t know</Says>. Somebody can look at it then. A wrong answer nobody would look
          at.
        </p>
      </>
    ),
    state: { shown: bent, rule: tutorialRule, samples: 100 },
    tries: [{ label: "A stricter rule", state: { rule: strict } }],
  },
  {
    title: "White noise, again",
    words: (
      <>
        <p>
          In the tutorial this is the happy end. Its networks disagree about noise, and the rule refuses at
          least 95 of 100 such images.
        </p>
        <p>
          Here it is not. This page’s network is a better one, and its hundred agree: <Says>8</Says>. To agree
          is not to know. Another question helps: does this look like anything in training? With it, the
          verdict is <Says after={0}>I don’t know</Says>.
        </p>
      </>
    ),
    state: { shown: noise, rule: tutorialRule, samples: 100 },
    tries: [{ label: "Ask whether it looks familiar", state: { rule: familiar } }],
  },
  {
    title: "Letters get through",
    words: (
      <>
        <p>
          The tutorial’s rule takes one letter in five for a digit. With this page’s network it refuses none
          of the gallery’s first hundred. This H is a <Says>4</Says>.
        </p>
        <p>
          Familiarity turns it away: <Says after={0}>I don’t know</Says>. But not every letter: this B is, in
          all that the network looks at, an <Says after={1}>8</Says>. What is drawn like a digit is answered
          as one.
        </p>
      </>
    ),
    state: { shown: h, rule: tutorialRule, samples: 100 },
    tries: [
      { label: "H, with familiarity", state: { rule: familiar } },
      { label: "B, with familiarity", state: { shown: b, rule: familiar } },
    ],
  },
  {
    title: "Better: the network",
    words: (
      <>
        <p>
          The tutorial ends with a list of what to try. First: convolutions, and longer training. Its own
          network has one hidden layer; forced to answer, it is right for 89 of 100 test digits.
        </p>
        <p>
          This one has four convolutions, and saw its digits moved and bent a little differently each time.
          Six posteriors take turns, each with its own explanation of the data. Forced, it is right for 99.6
          of 100. A hasty digit is no trouble: <Says>5</Says>, and <Says after={0}>8</Says>.
        </p>
      </>
    ),
    state: { shown: image("digits", 44), rule: model, samples: undefined },
    tries: [{ label: "Another hasty digit", state: { shown: image("digits", 77) } }],
  },
  {
    title: "Better: more networks",
    words: (
      <>
        <p>
          Second: more samples. With few networks, chance decides who is asked. The first one alone says{" "}
          <Says>9</Says>.
        </p>
        <p>
          Sixteen, as many as this model wants, do not agree: <Says after={0}>I don’t know</Says>. One in five
          sees a 3. A hundred say the same: <Says after={1}>I don’t know</Says>. It costs no training, only a
          few hundredths of a second.
        </p>
      </>
    ),
    state: { shown: image("digits", 5), rule: model, samples: 1 },
    tries: [
      { label: "Sixteen networks", state: { samples: 16 } },
      { label: "A hundred", state: { samples: 100 } },
    ],
  },
  {
    title: "Better: a promise, not a number",
    words: (
      <>
        <p>
          Third: a stricter rule. But how strict? Why 0.2? Turn it round: say what you want, and let digits
          that training has not seen find the number.
        </p>
        <p>
          This model was told to refuse at most 2.7 % of true digits; 8,000 of them set its threshold. Of
          10,000 test digits it then refused 2.9 %, and was right for 99.97 % of the rest. This one it
          refuses: <Says>I don’t know</Says>. The tutorial’s rule says <Says after={0}>4 or 1</Says>.
        </p>
      </>
    ),
    state: { shown: image("digits", 64), rule: model, samples: undefined },
    tries: [{ label: "The tutorial’s rule", state: { rule: tutorialRule } }],
  },
  {
    title: "Beyond the list: is it familiar?",
    words: (
      <>
        <p>
          Nothing on the list helps where networks agree without knowing. So each image is also compared with
          training images, as the network’s middle layers see them. Stranger than all but one true digit in
          eighty is “unfamiliar”: the noise, <Says>I don’t know</Says>, and the H,{" "}
          <Says after={0}>I don’t know</Says>; not the clear digit, <Says after={1}>7</Says>.
        </p>
        <p>
          Every refusal says why: ambiguous, uncertain or unfamiliar. Now draw, move the rule under
          Understand, or train a network yourself.
        </p>
      </>
    ),
    state: { shown: noise, rule: model, samples: undefined },
    tries: [
      { label: "The letter H", state: { shown: h } },
      { label: "The clear digit", state: { shown: clear } },
    ],
  },
];

/** What the page is set to at a step; past the last one, at that. */
export function stepAt(step: number): TourStep {
  return steps[Math.min(step, steps.length - 1)];
}
