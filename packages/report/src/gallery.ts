import type { Rule } from "@nescio/core";
import { lineOf } from "./rule-words.js";
import { logProbAxis, type LogProbAxis } from "./axis.js";
import { histogramChart } from "./histogram-chart.js";
import { html, type Html } from "./html.js";
import { pngDataUri } from "./image.js";
import type { Gallery, GalleryItem } from "./report-data.js";
import { judge, type Outcome, type Tone, type Verdict } from "./verdict.js";
import { countOf, figure, headingOf, list, percent, refusalKinds } from "./words.js";

/** A gallery in the order it is shown. */
export interface JudgedGallery {
  readonly gallery: Gallery;
  readonly axis: LogProbAxis;
  readonly items: readonly { readonly item: GalleryItem; readonly verdict: Verdict }[];
}

/** What an item can be filtered by. */
type Tag = Outcome | "ambiguous" | "uncertain" | "unfamiliar";

const outcomeNames: Record<Tag, string> = {
  incorrect: "Incorrect",
  answered: "Answered",
  undecided: "Undecided",
  unfamiliar: refusalKinds.unfamiliar.name,
  uncertain: refusalKinds.uncertain.name,
  ambiguous: refusalKinds.ambiguous.name,
  correct: "Correct",
};

const marks: Record<Tone, string> = { good: "✓", bad: "✕", neutral: "–" };

/** Judges a gallery's items, orders them and lays one axis through all its pictures. */
export function judgeGallery(gallery: Gallery, classes: readonly string[], rule: Rule): JudgedGallery {
  const values = function* () {
    for (const { logProbs } of gallery.items) yield* logProbs;
  };
  return { gallery, axis: logProbAxis(values(), lineOf(rule) ?? 0), items: judge(gallery, classes) };
}

function tagsOf({ outcome, ambiguous, refusal }: Verdict): Tag[] {
  if (refusal !== undefined) return [outcome, refusal];
  return ambiguous ? [outcome, "ambiguous"] : [outcome];
}

/** The word on a card: what came of the image, or why it was refused. */
function chipOf({ tone, outcome, refusal }: Verdict): Html {
  return html`<span class="chip ${tone}">${marks[tone]} ${outcomeNames[refusal ?? outcome]}</span>`;
}

/** The training images nearest to one: as pictures where they are known, else by their numbers. */
function neighbourRow(
  { neighbours = [] }: GalleryItem,
  gallery: Gallery,
  classes: readonly string[],
): Html | false {
  if (neighbours.length === 0) return false;
  const { width, height, channels } = gallery;
  const named = neighbours.map(({ index, label, pixels }) => {
    const name = `training image ${index}${label === undefined ? "" : `, labelled ${classes[label]}`}`;
    return pixels === undefined
      ? html`<span>${index}${label !== undefined && ` (${classes[label]})`}</span> `
      : html`<img
          src="${pngDataUri(pixels, width, height, channels)}"
          width="${width}"
          height="${height}"
          alt="${name}"
          title="${name}"
        /> `;
  });
  return html`<p class="neighbours"><span class="label">Nearest in training:</span> ${named}</p>`;
}

export interface PictureOptions {
  readonly classes: readonly string[];
  readonly rule: Rule;
}

/** The image, what was said about it, and the histograms: the inside of a card. */
export function picture(
  item: GalleryItem,
  verdict: Verdict,
  { gallery, axis }: JudgedGallery,
  { classes, rule }: PictureOptions,
): Html {
  const { width, height, channels, dataset } = gallery;
  const truth = item.label === undefined ? undefined : classes[item.label];
  const alt = `Image ${item.index} of ${dataset}${truth === undefined ? "" : `, labelled ${truth}`}`;
  const { best, probabilities, kind, refused, familiarity } = item.decision;
  const facts = [
    verdict.ambiguous && verdict.refusal === undefined ? "Ambiguous" : "",
    truth === undefined ? "" : `Label ${truth}`,
    kind === "unfamiliar" ? `Familiarity p-value ${figure(familiarity ?? 0)}` : "",
    refused ? `Closest: ${classes[best]} at ${percent(Math.min(1, probabilities[best]), 0)}` : "",
    `Image ${item.index}`,
  ].filter((fact) => fact !== "");
  return html`<div class="item">
      <img
        src="${pngDataUri(item.pixels, width, height, channels)}"
        width="${width}"
        height="${height}"
        alt="${alt}"
      />
      <div>
        <p>${chipOf(verdict)}</p>
        <p class="says">${verdict.says}</p>
        <p class="facts">${facts.map((fact) => html`<span>${fact}</span> `)}</p>
        ${neighbourRow(item, gallery, classes)}
      </div>
    </div>
    ${histogramChart(item, { classes, axis, rule, outOfDistribution: !gallery.inDistribution })}`;
}

/**
 * How many items bear each tag, in the order of the tags' names. Left out: those without any, and a kind of refusal
 * that says no more than "undecided".
 */
function countTags(items: JudgedGallery["items"]): { tag: Tag; images: number }[] {
  const images = (tag: Tag): number => items.filter(({ verdict }) => tagsOf(verdict).includes(tag)).length;
  const undecided = images("undecided");
  return (Object.keys(outcomeNames) as Tag[])
    .map((tag) => ({ tag, images: images(tag) }))
    .filter(({ tag, images: some }) => some > 0 && (tag !== "uncertain" || some !== undecided));
}

function summary({ gallery, items }: JudgedGallery): string {
  const counts = countTags(items);
  const say = (tags: readonly Tag[]): string[] =>
    counts
      .filter(({ tag }) => tags.includes(tag))
      .map(({ tag, images }) => `${images}\u00a0${outcomeNames[tag].toLowerCase()}`);
  const kinds = say(["unfamiliar", "uncertain", "ambiguous"]);
  const kind = gallery.inDistribution
    ? "Images of the kind the model was trained on"
    : "Images the model knows nothing of: “I don't know” is the right answer to each";
  return `${kind}. ${list(say(["incorrect", "answered", "undecided", "correct"]))}${kinds.length === 0 ? "" : `; ${list(kinds)}`}.`;
}

/** One gallery: heading, summary and a card for each image. `position` numbers the galleries of the page. */
export function gallerySection(judged: JudgedGallery, position: number, options: PictureOptions): Html {
  const { gallery, items } = judged;
  const heading = `gallery-${position}-title`;
  const cards = items.map(({ item, verdict }, i) => {
    const id = `image-${position}-${i}`;
    return html`<li class="card ${verdict.tone}" id="${id}" data-tags="${tagsOf(verdict).join(" ")}">
      ${picture(item, verdict, judged, options)}
      <a class="enlarge" href="#${id}" aria-label="Enlarge image ${item.index} of ${gallery.dataset}">⤢</a>
    </li>`;
  });
  return html`<section class="gallery" data-gallery="${position}" aria-labelledby="${heading}">
    <h2 id="${heading}">${headingOf(gallery.dataset)} <small>${countOf(items.length, "image")}</small></h2>
    <p>${summary(judged)}</p>
    <ul class="cards">
      ${cards}
    </ul>
  </section>`;
}

/** The buttons that filter the galleries; shown only where scripts run. */
export function filterBar(galleries: readonly JudgedGallery[]): Html {
  const all = galleries.flatMap(({ items }) => items);
  const button = (group: string, value: string, text: string, images: number, pressed: boolean) =>
    html`<button type="button" data-${group}="${value}" aria-pressed="${pressed ? "true" : "false"}">
      ${text} <span>${images}</span>
    </button>`;
  return html`<div class="filters script-only" role="group" aria-label="Filter the images">
    <div role="group" aria-label="By outcome">
      ${button("outcome", "", "All", all.length, true)}
      ${countTags(all).map(({ tag, images }) => button("outcome", tag, outcomeNames[tag], images, false))}
    </div>
    ${
      galleries.length > 1 &&
      html`<div role="group" aria-label="By data set">
        ${button("set", "", "All sets", all.length, true)}
        ${galleries.map(({ gallery, items }, i) => button("set", String(i), gallery.dataset, items.length, false))}
      </div>`
    }
    <p class="shown" role="status">Showing ${countOf(all.length, "image")}</p>
  </div>`;
}
