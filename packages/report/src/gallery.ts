import type { Rule } from "@nescio/core";
import { probabilityLineOf } from "./rule-words.js";
import { logProbAxis, type LogProbAxis } from "./axis.js";
import { histogramChart } from "./histogram-chart.js";
import { html, type Html } from "./html.js";
import { pngDataUri } from "./image.js";
import type { Gallery, GalleryItem } from "./report-data.js";
import { section, type Section } from "./section.js";
import { verdictsOf, type Outcome, type Reason, type Tone, type Verdict } from "./verdict.js";
import { count, countOf, figure, headingOf, list, percent, percentInWords, reasonWords } from "./words.js";

/** A gallery in the order it is shown. */
export interface GalleryWithVerdicts {
  readonly gallery: Gallery;
  readonly axis: LogProbAxis;
  readonly items: readonly { readonly item: GalleryItem; readonly verdict: Verdict }[];
}

/** What came of images, each in one of these, in the order in which they are listed. */
const outcomeNames: Record<Outcome, string> = {
  wrong: "Wrong",
  refused: "Refused",
  answered: "Answered",
  right: "Right",
};

const reasons = Object.keys(reasonWords) as Reason[];

const marks: Record<Tone, string> = { good: "✓", bad: "✕", neutral: "–" };

/** Says what came of a gallery's items, orders them and lays one axis through all its pictures. */
export function withVerdicts(gallery: Gallery, classes: readonly string[], rule: Rule): GalleryWithVerdicts {
  const values = function* () {
    for (const { logProbs } of gallery.items) yield* logProbs;
  };
  return {
    gallery,
    axis: logProbAxis(values(), probabilityLineOf(rule) ?? 0),
    items: verdictsOf(gallery, classes),
  };
}

/** What an item can be filtered by: its outcome and, where it was refused, the reason. */
function tagsOf({ outcome, reason }: Verdict): (Outcome | Reason)[] {
  return reason === undefined ? [outcome] : [outcome, reason];
}

/** The word on a card: what came of the image, and why it was refused. */
function chipOf({ tone, outcome, reason }: Verdict): Html {
  const why = reason === undefined ? "" : `, ${reason}`;
  return html`<span class="chip ${tone}">${marks[tone]} ${outcomeNames[outcome]}${why}</span>`;
}

/**
 * The training images nearest to one. To an unfamiliar image the nearest are still far, which is said, so that nobody takes
 * them for its likes.
 */
function neighbourRow(
  { neighbours = [], decision: { kind, pValue } }: GalleryItem,
  gallery: Gallery,
  classes: readonly string[],
): Html | false {
  if (neighbours.length === 0) return false;
  const { width, height, channels } = gallery;
  const pictures = neighbours.map(({ index, label, pixels }) => {
    const name = `training image ${index}${label === undefined ? "" : `, labelled ${classes[label]}`}`;
    return html`<img
      src="${pngDataUri(pixels, width, height, channels)}"
      width="${width}"
      height="${height}"
      alt="${name}"
      title="${name}"
    /> `;
  });
  const far =
    kind === "unfamiliar" && pValue !== undefined
      ? `, yet less familiar than ${percentInWords(1 - pValue)} of held-out images`
      : "";
  return html`<p class="neighbours"><span class="label">Nearest in training${far}:</span> ${pictures}</p>`;
}

export interface PictureOptions {
  readonly classes: readonly string[];
  readonly rule: Rule;
}

/** The image, what was said about it, and the histograms: the inside of a card. */
export function picture(
  item: GalleryItem,
  verdict: Verdict,
  { gallery, axis }: GalleryWithVerdicts,
  { classes, rule }: PictureOptions,
): Html {
  const { width, height, channels, dataset } = gallery;
  const truth = item.label === undefined ? undefined : classes[item.label];
  const alt = `Image ${item.index} of ${dataset}${truth === undefined ? "" : `, labelled ${truth}`}`;
  const { best, probabilities, kind, refused, pValue } = item.decision;
  const facts = [
    verdict.ambiguous && verdict.reason === undefined ? "Ambiguous" : "",
    truth === undefined ? "" : `Label ${truth}`,
    kind === "unfamiliar" ? `Familiarity p-value ${figure(pValue ?? 0)}` : "",
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

/** How many items there are of each outcome, and of each reason of the refused; those without any are left out. */
function countItems(items: GalleryWithVerdicts["items"]): {
  readonly outcomes: readonly (readonly [Outcome, number])[];
  readonly reasons: readonly (readonly [Reason, number])[];
} {
  const counted = <Key extends Outcome | Reason>(keys: readonly Key[], of: (verdict: Verdict) => unknown) =>
    keys
      .map((key): [Key, number] => [key, items.filter(({ verdict }) => of(verdict) === key).length])
      .filter(([, images]) => images > 0);
  return {
    outcomes: counted(Object.keys(outcomeNames) as Outcome[], ({ outcome }) => outcome),
    reasons: counted(reasons, ({ reason }) => reason),
  };
}

/** "2 wrong, 5 refused (3 uncertain, 2 unfamiliar) and 93 right". */
function summary({ items }: GalleryWithVerdicts): string {
  const counts = countItems(items);
  const named = counts.reasons.map(([name, images]) =>
    counts.reasons.length === 1 ? name : `${images}\u00a0${name}`,
  );
  const why = ` (${list(named)})`;
  return list(
    counts.outcomes.map(([name, images]) => `${images}\u00a0${name}${name === "refused" ? why : ""}`),
  );
}

/** Which images are shown: "all 12 wrong answers and a random sample of 88 of the other 9,988 images". */
function selection({ gallery: { chosenFrom }, items }: GalleryWithVerdicts): string {
  const shown = items.length;
  if (chosenFrom === undefined) return countOf(shown, "image");
  const { images, wrong } = chosenFrom;
  if (shown === images) return images === 1 ? "the only image" : `all ${countOf(images, "image")}`;
  const wrongShown = items.filter(({ verdict }) => verdict.outcome === "wrong").length;
  const others = images - wrong;
  const sample = shown - wrongShown;
  if (wrong === 0)
    return `no wrong answer; a random sample of ${count(sample)} of ${countOf(others, "image")}`;
  const answers =
    wrongShown < wrong
      ? `the ${count(wrongShown)} most trusted of ${countOf(wrong, "wrong answer")}`
      : wrong === 1
        ? "the only wrong answer"
        : `all ${countOf(wrong, "wrong answer")}`;
  if (others === 0) return answers;
  const rest =
    sample === others
      ? `all ${countOf(others, "other")}`
      : `a random sample of ${count(sample)} of the other ${countOf(others, "image")}`;
  return `${answers} and ${rest}`;
}

/** What there is to know of the choice of images, beneath the heading. */
function choiceNote({ gallery: { chosenFrom }, items }: GalleryWithVerdicts): string {
  if (chosenFrom === undefined || items.length === chosenFrom.images) return "";
  const wrongShown = items.filter(({ verdict }) => verdict.outcome === "wrong").length;
  const left = chosenFrom.wrong - wrongShown;
  return [
    ...(left > 0 ? [`Left out: ${countOf(left, "wrong answer")}, those with the lowest scores.`] : []),
    ...(items.length > wrongShown
      ? ["In the sample, every outcome and class has its share of the images that are not answered wrongly."]
      : []),
  ].join(" ");
}

/** One gallery: heading, summary and a card for each image. `position` numbers the galleries of the page. */
export function gallerySection(
  shown: GalleryWithVerdicts,
  position: number,
  options: PictureOptions,
): Section {
  const { gallery, items } = shown;
  const cards = items.map(({ item, verdict }, i) => {
    const id = `image-${position}-${i}`;
    return html`<li class="card ${verdict.tone}" id="${id}" data-tags="${tagsOf(verdict).join(" ")}">
      ${picture(item, verdict, shown, options)}
      <a class="enlarge" href="#${id}" aria-label="Enlarge image ${item.index} of ${gallery.dataset}">⤢</a>
    </li>`;
  });
  return section(
    `gallery-${position}`,
    headingOf(gallery.dataset),
    html`<p>
        ${gallery.inDistribution ? "Images of the kind the model was trained on" : "Images of another kind, which should all be refused"}:
        ${summary(shown)}. ${choiceNote(shown)}
      </p>
      <ul class="cards">
        ${cards}
      </ul>`,
    { note: selection(shown), gallery: position },
  );
}

/** The buttons that filter the galleries; shown only where scripts run. */
export function filterBar(galleries: readonly GalleryWithVerdicts[]): Html {
  const all = galleries.flatMap(({ items }) => items);
  const counts = countItems(all);
  const button = (group: string, value: string, text: string, images: number, pressed: boolean) =>
    html`<button type="button" data-${group}="${value}" aria-pressed="${pressed ? "true" : "false"}">
      ${text} <span>${images}</span>
    </button>`;
  return html`<div class="filters script-only" role="group" aria-label="Filter the images">
    <div role="group" aria-label="By outcome">
      ${button("outcome", "", "All", all.length, true)}
      ${counts.outcomes.map(([name, images]) => button("outcome", name, outcomeNames[name], images, false))}
    </div>
    ${
      counts.reasons.length > 0 &&
      html`<div role="group" aria-label="Refused, by reason">
        <span>Refused as:</span>
        ${counts.reasons.map(([name, images]) => button("outcome", name, reasonWords[name].name, images, false))}
      </div>`
    }
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
