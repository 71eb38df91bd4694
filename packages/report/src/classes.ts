import { mostConfused, worstClasses, type ByClass, type ClassFigures, type Evaluation } from "@nescio/core";
import { answersRight } from "@nescio/core/internal";
import { html, type Html } from "./html.js";
import { leastStrength, mostStrength, strengthClassOf } from "./strengths.js";
import { section, type Section } from "./section.js";
import { capital, count, countOf, list, nounOf, percent, shorten, type Noun } from "./words.js";

/** Up to so many classes, each has a row, and a row and a column of the confusion matrix. */
const mostInMatrix = 50;
/** Of more, so many: the classes that fare worst, and the pairs that are confused most. */
const worstListed = 20;
/** Letters of a class's name at the head of the matrix' rows and columns; the whole name is told on pointing at it. */
const longestName = 16;

/** Which classes are refused, answered wrongly, and taken for which. */
export function classesSection(evaluation: Evaluation): Section {
  const { byClass } = evaluation.inDistribution;
  const noun = nounOf(evaluation);
  const { classes } = byClass;
  const small = classes.length <= mostInMatrix;
  return section(
    "classes",
    "By class",
    html`<p class="prose">${confusionsInWords(byClass, noun)}</p>
      ${small ? matrix(byClass, noun) : pairsTable(byClass, noun)}
      ${classTable(byClass, small ? classes.map((_, c) => c) : worstClasses(byClass, worstListed), noun)}`,
    { note: countOf(classes.length, "class", "classes") },
  );
}

function confusionsInWords(byClass: ByClass, { one }: Noun): string {
  const { classes } = byClass;
  const all = mostConfused(byClass);
  if (all.length === 0) return `No ${one} that was answered was answered wrongly.`;
  const wrong = all.reduce((sum, { images }) => sum + images, 0);
  // Quotation marks tell where a name of several words ends.
  const quoted = (c: number): string =>
    classes[c].name.length > 2 ? `“${classes[c].name}”` : classes[c].name;
  const said = all
    .slice(0, 3)
    .map(
      ({ label, answered, images }) => `${quoted(label)} answered as ${quoted(answered)} (${count(images)})`,
    );
  const lead = all.length > 3 ? "Most often" : "These are";
  return `${countOf(wrong, one)} ${wrong === 1 ? "was" : "were"} answered wrongly. ${lead}: ${list(said)}.`;
}

/** The head of a row or a column of the matrix. */
function nameOf({ name }: ClassFigures): Html {
  const short = shorten(name, longestName);
  return short === name ? html`${name}` : html`<abbr title="${name}">${short}</abbr>`;
}

/** How strong a cell's colour is: as the square root of its share, so that single images are seen. */
function strengthClass(share: number): string {
  return strengthClassOf(leastStrength + (mostStrength - leastStrength) * Math.sqrt(share));
}

/** The confusion matrix as a heat map: the diagonal blue, errors orange, the refused grey. */
function matrix({ classes, confusion, refused }: ByClass, { many }: Noun): Html {
  const cell = (images: number, of: number, tone: "good" | "bad" | "other") =>
    images === 0
      ? html`<td></td>`
      : html`<td class="${tone} ${strengthClass(images / of)}">${count(images)}</td>`;
  const level = classes.length <= 12 && classes.every(({ name }) => Array.from(name).length <= 3);
  const turned = level ? "" : "turned";
  return html`<h3 id="confusion-title">What was taken for what</h3>
    <p class="note">
      ${capital(many)} by their true class (downwards) and by what was answered (across). Colours are stronger
      for a greater share of the class; empty cells are 0.
    </p>
    <div class="scroll" role="region" aria-labelledby="confusion-title" tabindex="0">
      <table class="confusion${classes.length > 25 ? " dense" : ""}">
        <thead>
          <tr>
            <th scope="col">True</th>
            ${classes.map((each) => html`<th scope="col" class="${turned}"><span>${nameOf(each)}</span></th>`)}
            <th scope="col" class="turned"><span>refused</span></th>
          </tr>
        </thead>
        <tbody>
          ${classes.map(
            (each, label) =>
              html`<tr>
                <th scope="row">${nameOf(each)}</th>
                ${confusion[label].map((images, c) => cell(images, each.images, c === label ? "good" : "bad"))}
                ${cell(refused[label], each.images, "other")}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** In place of a matrix too large to read. */
function pairsTable(byClass: ByClass, { many }: Noun): Html | false {
  const { classes } = byClass;
  const pairs = mostConfused(byClass);
  if (pairs.length === 0) return false;
  const shown = pairs.slice(0, worstListed);
  return html`<h3 id="confusion-title">What was taken for what</h3>
    <p class="note">
      ${shown.length < pairs.length ? `The ${shown.length} most frequent of ${countOf(pairs.length, "confusion")}` : "All confusions"}
      of two classes
    </p>
    <div class="scroll" role="region" aria-labelledby="confusion-title" tabindex="0">
      <table class="pairs">
        <thead>
          <tr>
            <th scope="col">True class</th>
            <th scope="col">Answered as</th>
            <th scope="col">${capital(many)}</th>
            <th scope="col">Of the class</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            ({ label, answered, images }) =>
              html`<tr>
                <th scope="row">${classes[label].name}</th>
                <td class="name">${classes[answered].name}</td>
                <td>${count(images)}</td>
                <td>${percent(images / classes[label].images)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** A row of figures for each of some classes. */
function classTable(byClass: ByClass, listed: readonly number[], { many }: Noun): Html {
  const { classes, refused } = byClass;
  const ofAnswers = answersRight(byClass);
  const share = (value: number | null, column = ""): Html => {
    const text = value === null ? html`<span aria-label="does not apply">–</span>` : html`${percent(value)}`;
    return html`<td class="${column}">${text}</td>`;
  };
  return html`<h3 id="class-figures-title">Figures of each class</h3>
    <p class="note">
      ${
        listed.length < classes.length &&
        html`The ${listed.length} classes with the lowest recall, of ${classes.length}.`
      }
      “Right of answered” is of the ${many} of a class, “its answers right” of the answers that name it.
      Recall and precision are of the answers when it must always answer: the share right of the ${many} of a
      class, and of the answers that name it.
    </p>
    <div class="scroll" role="region" aria-labelledby="class-figures-title" tabindex="0">
      <table class="classes">
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">${capital(many)}</th>
            <th scope="col">Refused</th>
            <th scope="col">Wrong</th>
            <th scope="col" class="roomy">Right of answered</th>
            <th scope="col" class="roomy">Its answers right</th>
            <th scope="col">Recall</th>
            <th scope="col">Precision</th>
          </tr>
        </thead>
        <tbody>
          ${listed.map((c) => {
            const { images, answered, right, forcedRecall, forcedPrecision } = classes[c];
            return html`<tr>
              <th scope="row">${classes[c].name}</th>
              <td>${count(images)}</td>
              <td>${count(refused[c])}</td>
              <td>${count(answered - right)}</td>
              ${share(answered === 0 ? null : right / answered, "roomy")} ${share(ofAnswers[c], "roomy")}
              ${share(forcedRecall)} ${share(forcedPrecision)}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
}
