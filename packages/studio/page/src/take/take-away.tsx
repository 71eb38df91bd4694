import { useState } from "react";
import { problemOfPassed } from "../client/problems-pass.js";
import { useStore, type Store } from "../state/store.js";
import { cardOfState } from "./card-of-state.js";
import { cardPng } from "./card-png.js";
import { commandOf } from "./command.js";
import { copy } from "./copy.js";
import { download } from "./download.js";
import { embedCodeOf, isLocal, linkOf } from "./links.js";
import { programOf, type TakenQuestion } from "./program.js";

/** What was taken last. */
interface Taken {
  readonly note: string;
  /** What was copied, or should be, to see or to copy by hand. */
  readonly text?: string;
}

/** A text that is copied, with what to do with it. */
type Written = Required<Taken>;

const texts: readonly {
  readonly name: string;
  readonly write: (page: Store) => Promise<Written> | Written;
}[] = [
  { name: "Copy as TypeScript", write: program },
  { name: "Copy as command", write: command },
  { name: "Copy link", write: link },
  { name: "Copy embed code", write: embedCode },
];

const pictures: readonly { readonly name: string; readonly ending: string }[] = [
  { name: "Picture as PNG", ending: "png" },
  { name: "Picture as SVG", ending: "svg" },
];

/** What is on the page, to go on with elsewhere: as a program, a command, a link or a picture. */
export function TakeAway() {
  const page = useStore();
  const { state, dispatch } = page;
  const [taken, setTaken] = useState<Taken>();
  const nothing = state.verdict === undefined || state.model === undefined;

  const attempt = (work: Promise<Taken>): void => {
    work.then(setTaken, (error: unknown) => dispatch({ type: "failed", problem: problemOfPassed(error) }));
  };
  return (
    <details className="take">
      <summary>Take away</summary>
      <div className="take-buttons">
        {texts.map(({ name, write }) => (
          <button key={name} disabled={nothing} onClick={() => attempt(copied(write, page))}>
            {name}
          </button>
        ))}
        {pictures.map(({ name, ending }) => (
          <button key={name} disabled={nothing} onClick={() => attempt(saved(ending, page))}>
            {name}
          </button>
        ))}
      </div>
      <p className="take-note" aria-live="polite">
        {taken?.note ?? (nothing ? "Draw something first." : "")}
      </p>
      {taken?.text !== undefined && (
        <textarea
          readOnly
          rows={8}
          spellCheck={false}
          aria-label="What was copied"
          value={taken.text}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      )}
    </details>
  );
}

async function copied(write: (page: Store) => Promise<Written> | Written, page: Store): Promise<Taken> {
  const { text, note } = await write(page);
  const isCopied = await copy(text);
  return { text, note: `${isCopied ? "Copied." : "The browser did not copy it: do so from below."} ${note}` };
}

async function saved(ending: string, page: Store): Promise<Taken> {
  const svg = await cardOfState(page);
  const contents = ending === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await cardPng(svg);
  download(contents, `nescio.${ending}`);
  return { note: `Saved as nescio.${ending}.` };
}

async function program(page: Store): Promise<Written> {
  const question = await questionOf(page);
  return {
    text: programOf(question),
    note: `Save it as ask.mjs where nescio is installed (npm install nescio), and run: node ask.mjs.${besides(question)}`,
  };
}

async function command(page: Store): Promise<Written> {
  const question = await questionOf(page);
  return { text: commandOf(question), note: `It runs in a POSIX shell with Node.${besides(question)}` };
}

function link({ state }: Store): Written {
  return { text: linkOf(state, location), note: linkNote(state.shown.kind === "picture") };
}

function embedCode({ state }: Store): Written {
  return {
    text: embedCodeOf(state, location),
    note: `It puts the pad into another page. ${linkNote(state.shown.kind === "picture")}`,
  };
}

function linkNote(isPicture: boolean): string {
  return [
    isPicture ? "It has no picture: yours stay on your machine." : "It brings back what is shown.",
    ...(isLocal(location) ? ["This address works on this machine only."] : []),
  ].join(" ");
}

async function questionOf({ state, studio }: Store): Promise<TakenQuestion> {
  const { shown, rule, samples, model, characters } = state;
  const taken = await studio.answering.take({ shown, rule, samples });
  return { ...taken, model: model!, each: characters.wanted };
}

/** What has to lie beside a program or a command. */
function besides({ input, model }: TakenQuestion): string {
  const files = [...(model.boxed ? [] : [model.name]), ...(input.kind === "picture" ? [input.name] : [])];
  return files.length === 0
    ? ""
    : ` ${files.join(" and ")} ${files.length === 1 ? "has" : "have"} to lie beside it.`;
}
