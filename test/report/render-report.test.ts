import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { Rule } from "../../packages/core/src/decision/rule.js";
import type { ByClass } from "../../packages/core/src/evaluation/by-class.js";
import type { ReportData } from "../../packages/report/src/index.js";
import { renderReport } from "../../packages/report/src/index.js";
import { fakeByClass, fakeFullReport, fakeOther, fakeReport } from "../helpers/fake-report.js";

const parse = (data: ReportData): Document => parseHTML(renderReport(data)).document;
const texts = (from: ParentNode, selector: string): string[] =>
  [...from.querySelectorAll(selector)].map((element) => element.textContent.replace(/\s+/g, " ").trim());

/** The text of each row of a table, by default of the first, the evaluation's. */
const rows = (page: Document, table = "#figures .evaluation table"): string[][] =>
  [...page.querySelectorAll(`${table} tr`)].map((row) => texts(row, "th, td"));

const standard = fakeReport();
/** The same without pictures, for what is not about them. */
const bare: ReportData = { ...standard, galleries: [] };
const withEvaluation = (change: Partial<ReportData["evaluation"]>, data = bare): ReportData => ({
  ...data,
  evaluation: { ...data.evaluation, ...change },
});

describe("renderReport", () => {
  const page = parse(standard);

  it("gives the same text for the same data", () => {
    expect(renderReport(fakeReport())).toBe(renderReport(fakeReport()));
  });

  it("loads nothing from anywhere", () => {
    const addresses = [...page.querySelectorAll("[src], [href]")].map(
      (element) => element.getAttribute("src") ?? element.getAttribute("href") ?? "",
    );
    expect(addresses.length).toBeGreaterThan(36);
    expect(addresses.filter((address) => !/^(data:|#)/.test(address))).toEqual([]);
    expect(renderReport(standard)).not.toMatch(/@import|url\(|fetch\(|XMLHttpRequest/);
  });

  it("has the evaluation as a table with headed columns and rows", () => {
    expect(rows(page)).toEqual([
      ["Data set", "Refused", "Answered", "Right of these", "AUROC"],
      ["mnist10,000 images, known kind", "2.9 % 2.6–3.3 %", "97.1 %", "99.40 % 99.23–99.55 %", "–"],
      ["noise1,000 images, unknown kind", "100 % 99.0–100 %", "0 %", "–", ">0.999 0.990–1.000"],
      ["notmnist10,000 images, unknown kind", "81.0 % 80.0–82.0 %", "19.0 %", "–", "0.957 0.947–0.967"],
    ]);
    expect(page.querySelectorAll("th:not([scope])")).toHaveLength(0);
  });

  it("says how the figures were made", () => {
    const facts = texts(page, "#origin-title ~ .columns dt, #origin-title ~ .columns dd");
    expect(facts).toContain("784-1024-10");
    expect(facts).toContain("answer where the median of the probability is over 0.2");
    expect(facts).toContain("5 epochs in 23.4 s, 2 threads");
    expect(facts[facts.indexOf("Seed") + 1]).toBe("1");
    expect(texts(page, "code")).toEqual(["nescio demo --preset default --seed 1"]);
  });

  it("shows every item with its image, a path for each class, and its verdict", () => {
    const cards = [...page.querySelectorAll(".gallery .card")];
    expect(cards).toHaveLength(36);
    for (const card of cards) {
      expect(card.querySelector("img")?.getAttribute("src")).toMatch(/^data:image\/png;base64,/);
      expect(card.querySelector("img")?.getAttribute("alt")).toMatch(/^Image \d+ of /);
      expect(card.querySelectorAll("g[stroke-linejoin] path")).toHaveLength(10);
      expect(card.querySelector("svg")?.getAttribute("aria-label")).toContain("Median probability:");
      expect(card.querySelector("svg")?.getAttribute("role")).toBe("img");
    }
    expect(new Set(texts(page, ".chip"))).toEqual(
      new Set(["✓ Right", "✕ Wrong", "✓ Refused, uncertain", "– Refused, uncertain"]),
    );
  });

  it("orders each gallery by what needs a look", () => {
    const places = [...page.querySelectorAll(".gallery")].map((section) =>
      [...section.querySelectorAll(".card")].map((card) => {
        const tags = card.getAttribute("data-tags")?.split(" ") ?? [];
        if (card.classList.contains("bad")) return 0;
        return tags.includes("refused") ? 1 : card.textContent.includes("Ambiguous") ? 2 : 3;
      }),
    );
    for (const place of places) expect(place).toEqual([...place].sort());
    expect(new Set(places[0])).toEqual(new Set([0, 1, 2, 3]));
  });

  it("begins with a table of contents that leads to every section", () => {
    const links = [...page.querySelectorAll(".contents a")];
    const sections = [...page.querySelectorAll("main > section")];
    expect(links.map((link) => link.getAttribute("href"))).toEqual(sections.map(({ id }) => `#${id}`));
    expect(links.map((link) => link.textContent)).toEqual([
      "Figures",
      "By class",
      "How far its confidence can be trusted",
      "How it was made",
      "How to read the pictures",
      "What it cannot promise",
      "MNIST digits",
      "White noise",
      "notMNIST letters",
    ]);
    const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("says in a heading which images are shown", () => {
    const heading = (items: number, images: number, wrong: number) => {
      const [gallery] = standard.galleries;
      const shown = { ...gallery, items: gallery.items.slice(0, items), chosenFrom: { images, wrong } };
      const found = parse({ ...standard, galleries: [shown] });
      return [texts(found, "#gallery-0 h2 small")[0], texts(found, "#gallery-0 > p")[0]].map((text) =>
        text.replaceAll("\u00a0", " "),
      );
    };
    // Of the first twelve images, the eighth is wrong.
    expect(heading(12, 10_000, 1)[0]).toBe(
      "the only wrong answer and a random sample of 11 of the other 9,999 images",
    );
    expect(heading(12, 10_000, 900)[0]).toBe(
      "the 1 most trusted of 900 wrong answers and a random sample of 11 of the other 9,100 images",
    );
    expect(heading(12, 10_000, 900)[1]).toContain(
      "Left out: 899 wrong answers, those with the lowest scores.",
    );
    expect(heading(5, 5, 0)).toEqual(["all 5 images", expect.not.stringContaining("sample") as string]);
    expect(heading(5, 800, 0)[0]).toBe("no wrong answer; a random sample of 5 of 800 images");
  });

  it("has filters whose counts add up: outcomes to all images, reasons to the refused ones", () => {
    for (const data of [standard, fakeFullReport()]) {
      const found = parse(data);
      const counts = (group: string) =>
        [...found.querySelectorAll(`[aria-label="${group}"] button`)].map((button) => ({
          tag: button.getAttribute("data-outcome"),
          images: Number(texts(button, "span")[0]),
        }));
      const [all, ...outcomes] = counts("By outcome");
      const sum = (some: readonly { images: number }[]) =>
        some.reduce((total, { images }) => total + images, 0);
      expect(all.images).toBe(36);
      expect(sum(outcomes)).toBe(36);
      expect(outcomes.map(({ tag }) => tag)).toEqual(["wrong", "refused", "right"]);
      expect(sum(counts("Refused, by reason"))).toBe(outcomes[1].images);
    }
  });

  it("counts in the filter buttons what the cards say", () => {
    const cards = [...page.querySelectorAll(".gallery .card")];
    for (const button of page.querySelectorAll("button[data-outcome]")) {
      const tag = button.getAttribute("data-outcome") ?? "";
      const tagged = cards.filter(
        (card) => tag === "" || card.getAttribute("data-tags")?.split(" ").includes(tag),
      );
      expect([tag, texts(button, "span")]).toEqual([tag, [String(tagged.length)]]);
      expect(tagged.length).toBeGreaterThan(0);
    }
    expect(texts(page, "button[data-set]")).toEqual(["All sets 36", "mnist 12", "noise 12", "notmnist 12"]);
  });

  it("names the true class and colours the answered ones by whether they are right", () => {
    for (const card of page.querySelectorAll(".gallery .card")) {
      const tags = (card.getAttribute("data-tags") ?? "").split(" ");
      const colours = new Set(
        [...card.querySelectorAll("g[stroke-linejoin]")].map((group) => group.getAttribute("fill")),
      );
      if (tags.includes("right")) expect(colours).toContain("var(--good)");
      if (tags.includes("refused")) expect([...colours]).toEqual(["var(--other)"]);
      if (tags.includes("wrong")) expect(colours).toContain("var(--bad)");
    }
    expect(
      texts(page, "[data-gallery='0'] svg text").filter((text) => text.startsWith("true ")),
    ).toHaveLength(12);
  });
});

describe("figures by class", () => {
  const withClasses = (names: readonly string[], change: Partial<ByClass> = {}) => {
    const byClass = { ...fakeByClass(names), ...change };
    const own = standard.evaluation.inDistribution;
    return parse({ ...withEvaluation({ inDistribution: { ...own, byClass } }), classes: names });
  };
  const numbered = (count: number) => Array.from({ length: count }, (_, i) => `class ${i}`);

  it("are a confusion matrix, the refused beside it, empty where there is none", () => {
    const page = withClasses(["cat", "dog"], {
      confusion: [
        [90, 0],
        [4, 80],
      ],
      refused: [10, 16],
    });
    expect(rows(page, "table.confusion")).toEqual([
      ["True", "cat", "dog", "refused"],
      ["cat", "90", "", "10"],
      ["dog", "4", "80", "16"],
    ]);
    expect(texts(page, "#classes .prose")[0].replaceAll("\u00a0", " ")).toBe(
      "4 images were answered wrongly. These are: “dog” answered as “cat” (4).",
    );
  });

  it.each([1, 2, 10, 50])("of %i classes have a row and a column for each", (count) => {
    const page = withClasses(numbered(count));
    expect(page.querySelectorAll("table.confusion tbody tr")).toHaveLength(count);
    expect(page.querySelectorAll("table.confusion thead th")).toHaveLength(count + 2);
    expect(page.querySelectorAll("table.classes tbody tr")).toHaveLength(count);
    expect(page.body.innerHTML).not.toMatch(/NaN|undefined/);
  });

  it("of more than fifty are the pairs that are confused most, and the classes that fare worst", () => {
    const page = withClasses(numbered(120));
    expect(page.querySelector("table.confusion")).toBeNull();
    const images = rows(page, "table.pairs")
      .slice(1)
      .map((row) => Number(row[2]));
    expect(images).toHaveLength(20);
    expect(images).toEqual(images.toSorted((a, b) => b - a));
    expect(rows(page, "table.classes").slice(1)).toHaveLength(20);
    expect(texts(page, "#class-figures-title + .note")[0]).toContain(
      "The 20 classes with the lowest recall, of 120.",
    );
  });

  it("escape and shorten names", () => {
    const page = withClasses([`<img src=x onerror=alert(1)> and much more than that`, "b"]);
    expect(page.querySelectorAll("#classes img")).toHaveLength(0);
    expect(texts(page, "table.confusion tbody th")[0]).toBe("<img src=x… that");
    expect(page.querySelector("table.confusion abbr")?.getAttribute("title")).toContain("much more");
  });
});

describe("a report with everything", () => {
  const full = fakeFullReport();
  const page = parse(full);

  it("draws reliability, risk and coverage, scores and corruptions, all without NaN", () => {
    const labels = ["#reliability svg", "#risk-coverage svg", "#scores svg"].map((selector) =>
      page.querySelector(selector)?.getAttribute("aria-label")?.replaceAll("\u00a0", " "),
    );
    expect(labels[0]).toMatch(/^Reliability by confidence: 50 % right at a confidence of 45 % \(60 images\)/);
    expect(labels[1]).toContain(
      "1.54 % wrong where all is answered. The rule answers 97.1 %, 0.60 % of it wrongly.",
    );
    expect(labels[2]).toMatch(
      /^Scores by data set\. MNIST digits: 100 % over the threshold, White noise: 0 % /,
    );
    const charts = [...page.querySelectorAll("#corruptions-title ~ .charts svg")];
    expect(charts.map((chart) => chart.getAttribute("aria-label")?.replaceAll("\u00a0", " "))[0]).toBe(
      "rotation: right if forced from 99.0 % down to 24.0 %, refused from 3.0 % to 78.0 % at strength 75.",
    );
    expect(charts).toHaveLength(3);
    expect(page.body.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("has no such charts without such data", () => {
    const bareCharts = parse(standard);
    expect(bareCharts.querySelectorAll("#scores, #corruptions-title, .reasons")).toHaveLength(0);
    expect(bareCharts.querySelectorAll("#reliability, #risk-coverage")).toHaveLength(2);
  });

  it("says why images were refused", () => {
    const reasons = [...page.querySelectorAll("table.reasons tbody tr")].map((row) => texts(row, "th, td"));
    expect(reasons).toEqual([
      ["mnist", "0.5 %", "1.4 %", "1.0 %"],
      ["noise", "0 %", "20.0 %", "80.0 %"],
      ["notmnist", "0 %", "16.2 %", "64.8 %"],
    ]);
    expect(texts(page, ".says")).toContain("I don't know – nothing like it");
    expect(texts(page, "button[data-outcome='unfamiliar'] span")).toEqual(["9"]);
  });

  it("shows the nearest training images, and says of an unfamiliar image that they are no likes of it", () => {
    const rows = [...page.querySelectorAll(".gallery .neighbours")];
    expect(rows).toHaveLength(9);
    for (const row of rows) {
      expect(row.querySelectorAll("img")).toHaveLength(5);
      expect(row.textContent.replace(/\s+/g, " ").trim()).toBe(
        "Nearest in training, yet less familiar than over 99.9 % of held-out images:",
      );
    }
    const [, second] = rows;
    expect(second.querySelector("img")?.getAttribute("alt")).toMatch(/^training image \d+, labelled 0$/);
  });
});

describe("what comes from outside", () => {
  it("is escaped wherever it is written", () => {
    const hostile = `<img src=x onerror=alert(1)> & "'</script></style></title>&lt;`;
    const classes = Array.from({ length: 10 }, (_, i) => `${i}<b>&amp;"${hostile}`);
    const data = fakeReport({ images: 4, classes });
    const page = parse({
      ...data,
      title: hostile,
      network: hostile,
      command: hostile,
      galleries: data.galleries.map((gallery) => ({ ...gallery, dataset: hostile })),
      evaluation: {
        ...data.evaluation,
        training: { ...data.evaluation.training!, preset: hostile, dataset: hostile },
        inDistribution: { ...data.evaluation.inDistribution, dataset: hostile },
        outOfDistribution: data.evaluation.outOfDistribution.map((other) => ({ ...other, dataset: hostile })),
      },
    });
    expect(page.querySelectorAll("[onerror], b:not([class])")).toHaveLength(0);
    expect(page.querySelectorAll("script")).toHaveLength(1);
    expect(page.querySelectorAll("img")).toHaveLength(13);
    expect(page.querySelector("title")?.textContent).toBe(hostile);
    expect(page.querySelector("code")?.textContent).toBe(hostile);
    expect(page.querySelector("td, th[scope=row]")?.textContent).toContain(hostile);
    expect(page.querySelector("img")?.getAttribute("alt")).toContain(hostile);
    const answered = [...page.querySelectorAll("svg")].map((svg) => svg.getAttribute("aria-label") ?? "");
    expect(answered.some((label) => classes.some((name) => label.includes(name)))).toBe(true);
  });
});

describe("data that lack something", () => {
  it("has no loss curve without a training record", () => {
    const { training, ...rest } = standard.evaluation;
    expect(training).toBeDefined();
    const page = parse({ ...bare, evaluation: rest });
    expect(page.querySelector("#loss")).toBeNull();
    expect(texts(page, "dt")).not.toContain("Preset");
  });

  it.each([
    [[96.2], "Loss per image after one epoch: 96.2."],
    [[0], "Loss per image after one epoch: 0."],
    [[3, 2], "Loss per image by epoch: from 3 after the first to 2 after epoch 2."],
    [[-1, -5], "Loss per image by epoch: from -1 after the first to -5 after epoch 2."],
    [[2, 2, 2], "Loss per image by epoch: from 2 after the first to 2 after epoch 3."],
  ])("draws the losses %j", (lossPerImageByEpoch, label) => {
    const training = { ...standard.evaluation.training!, lossPerImageByEpoch };
    const svg = parse(withEvaluation({ training })).querySelector("#loss svg");
    expect(svg?.getAttribute("aria-label")).toBe(label);
    expect(svg?.querySelectorAll("circle")).toHaveLength(lossPerImageByEpoch.length);
    expect(svg?.outerHTML).not.toMatch(/NaN|Infinity/);
  });

  it("takes a logarithmic axis for losses that span a decade only", () => {
    const label = (lossPerImageByEpoch: number[]) => {
      const training = { ...standard.evaluation.training!, lossPerImageByEpoch };
      return texts(parse(withEvaluation({ training })), "#loss text").join("|");
    };
    expect(label([100, 10])).toContain("loss per image (logarithmic)");
    expect(label([100, 11])).not.toContain("logarithmic");
    expect(label([100, 0])).not.toContain("logarithmic");
  });

  it("does without unknown kinds, and says that nothing is known of them", () => {
    const data = withEvaluation({ outOfDistribution: [] });
    const page = parse({ ...data, galleries: standard.galleries.slice(0, 1) });
    expect(rows(page)).toHaveLength(2);
    expect(page.querySelectorAll("button[data-set]")).toHaveLength(0);
    expect(texts(page, "#limits-title ~ p")[0]).toContain("No unknown kind of image was tried here");
  });

  it("does without galleries, or with empty ones", () => {
    for (const galleries of [[], [{ ...standard.galleries[0], items: [] }]]) {
      const page = parse({ ...standard, galleries });
      expect(page.querySelectorAll(".gallery, .filters, #reading-title")).toHaveLength(0);
      expect(page.querySelectorAll("#figures table")).toHaveLength(1);
    }
  });

  it("has no accuracy where all was refused", () => {
    const { intervals, ...own } = standard.evaluation.inDistribution;
    const inDistribution = {
      ...own,
      refused: 1,
      accuracyOnAccepted: null,
      intervals: { ...intervals, refused: [0.9996, 1], accuracyOnAccepted: null } as const,
    };
    const page = parse(withEvaluation({ inDistribution }));
    expect(rows(page)[1].slice(1)).toEqual(["100 % >99.9–100 %", "0 %", "–", "–"]);
    expect(texts(page, "h1")[0]).toMatch(/^Refuses all of the MNIST digits\./);
  });

  it("draws one class", () => {
    const page = parse(fakeReport({ images: 2, classes: ["only"] }));
    expect(page.querySelectorAll(".gallery .card g[stroke-linejoin] path")).toHaveLength(6);
    expect(page.body.innerHTML).not.toContain("NaN");
  });

  it("shows the rule's quantile beside the median where the rule looks at another one", () => {
    const page = parse(fakeReport({ images: 2, rule: { kind: "quantile", q: 0.1, threshold: 0.5 } }));
    const [chart] = page.querySelectorAll(".gallery svg");
    expect(texts(chart, "text")).toEqual(expect.arrayContaining(["median", "q 0.1", "threshold 50 %"]));
    expect(texts(chart, "text").filter((text) => text.endsWith(" %"))).toHaveLength(21);
  });

  it.each<[Rule, string, boolean]>([
    [{ kind: "max-probability", threshold: 0.9 }, "the highest mean probability is at least 0.9", true],
    [
      { kind: "margin", threshold: 0.25 },
      "the margin between the two highest mean probabilities is at least 0.25",
      false,
    ],
    [{ kind: "entropy", threshold: 0.3 }, "the entropy of the mean probability is at most 0.3 nats", false],
  ])("says when %j answers, and draws a line only where it is on a probability", (rule, words, line) => {
    const page = parse(fakeReport({ images: 2, rule }));
    expect(page.body.textContent).toContain(`answer where ${words}`);
    const [chart] = page.querySelectorAll(".gallery svg");
    expect(texts(chart, "text")).toContain("mean");
    expect(texts(chart, "text").some((text) => text.startsWith("threshold "))).toBe(line);
  });

  it("marks a row whose samples lie beyond the axis", () => {
    const [first, ...others] = standard.galleries;
    const logProbs = first.items[0].logProbs.slice();
    logProbs[3] = -Infinity;
    const items = [{ ...first.items[0], logProbs }, ...first.items.slice(1)];
    const page = parse({ ...standard, galleries: [{ ...first, items }, ...others] });
    expect(texts(page, ".gallery svg text").filter((text) => text === "◂")).toHaveLength(1);
  });
});

describe("data that do not fit", () => {
  const [gallery] = standard.galleries;
  const [item] = gallery.items;
  const withItem = (change: Partial<typeof item>): ReportData => ({
    ...standard,
    galleries: [{ ...gallery, items: [{ ...item, ...change }] }],
  });
  const fullScores = { dataset: "x", inDistribution: true };
  const spoiled = (value: number) => {
    const logProbs = item.logProbs.slice();
    logProbs[7] = value;
    return logProbs;
  };

  it.each<[string, ReportData, string]>([
    ["NaN", withItem({ logProbs: spoiled(NaN) }), "expected log-probabilities of 0 or less, got NaN at 7"],
    ["a probability over 1", withItem({ logProbs: spoiled(0.5) }), "got 0.5 at 7"],
    ["half a sample", withItem({ logProbs: item.logProbs.slice(3) }), "10 for each, got 997 values"],
    ["no sample", withItem({ logProbs: new Float32Array(0) }), "got 0 values"],
    ["other pixels", withItem({ pixels: new Uint8Array(783) }), "expected 784 pixels (28 × 28 × 1), got 783"],
    ["a label outside", withItem({ label: 10 }), "expected a class from 0 to 9, got 10"],
    ["a best class outside", withItem({ decision: { ...item.decision, best: -1 } }), "best class"],
    [
      "probabilities of other classes",
      withItem({ decision: { ...item.decision, probabilities: new Float32Array(9) } }),
      "expected 10 probabilities, got 9",
    ],
    [
      "an answer without a class",
      withItem({ decision: { ...item.decision, kind: "answer", labels: [] } }),
      'expected 1 answered classes for "answer", got 0',
    ],
    ["no classes", { ...standard, classes: [] }, "expected at least one class, got none"],
    [
      "five channels",
      { ...standard, galleries: [{ ...gallery, channels: 5, items: [] }] },
      "expected 1 to 4 channels, got 5",
    ],
    [
      "a share over 1",
      withEvaluation({ inDistribution: { ...standard.evaluation.inDistribution, refused: 1.2 } }),
      "mnist, refused: expected a share between 0 and 1, got 1.2",
    ],
    [
      "an AUROC that is no number",
      withEvaluation({ outOfDistribution: [fakeOther("x", 1, 0, NaN)] }),
      "x, auroc: expected a share between 0 and 1, got NaN",
    ],
    [
      "a rule's quantile over 1",
      withEvaluation({ rule: { kind: "quantile", q: 1.5, threshold: 0.2 } }),
      "rule, q: expected a share between 0 and 1, got 1.5",
    ],
    [
      "a rule's threshold that is no number",
      withEvaluation({ rule: { kind: "entropy", threshold: NaN } }),
      "rule, threshold: expected a finite number, 0 or more, got NaN",
    ],
    ["scores that are no numbers", { ...bare, scores: [{ ...fullScores, scores: [1, NaN] }] }, "got NaN"],
    ["no score", { ...bare, scores: [{ ...fullScores, scores: [] }] }, "expected at least one, got none"],
    [
      "another training image's pixels",
      withItem({ neighbours: [{ index: 5, pixels: new Uint8Array(3) }] }),
      "training image 5: expected 784 pixels, got 3",
    ],
    [
      "an interval the wrong way round",
      withEvaluation({
        outOfDistribution: [
          { ...fakeOther("x", 1, 0, 1), intervals: { ...fakeOther("x", 1, 0, 1).intervals, auroc: [1, 0] } },
        ],
      }),
      "x, interval of auroc: expected an interval from low to high, got 1 to 0",
    ],
    [
      "a corruption's share over 1",
      withEvaluation({
        corruptions: [
          {
            corruption: "blur",
            unit: "pixels",
            images: 1,
            points: [
              {
                strength: 1,
                forcedAccuracy: 2,
                refused: 0,
                reasons: { ambiguous: 0, uncertain: 0, unfamiliar: 0 },
                accuracyOnAccepted: 1,
              },
            ],
          },
        ],
      }),
      "corruption blur, strength 1: expected a share between 0 and 1, got 2",
    ],
    [
      "a confusion matrix of other classes",
      { ...bare, classes: ["a"] },
      "figures by class: expected those of the 1 classes, got 10",
    ],
    [
      "half an image in the confusion matrix",
      withEvaluation({
        inDistribution: {
          ...standard.evaluation.inDistribution,
          byClass: {
            ...standard.evaluation.inDistribution.byClass,
            refused: Array(10).fill(0.5) as number[],
          },
        },
      }),
      "confusion matrix: expected counts of images, got 0.5",
    ],
    [
      "a gallery of more images than there are",
      { ...standard, galleries: [{ ...gallery, chosenFrom: { images: 3, wrong: 1 } }] },
      "images chosen from: expected at least the 12 that are shown or wrong, got 3",
    ],
    [
      "a loss that is no number",
      withEvaluation({ training: { ...standard.evaluation.training!, lossPerImageByEpoch: [1, NaN] } }),
      "loss of epoch 2: expected a finite number, got NaN",
    ],
  ])("refuses %s", (_, data, message) => {
    expect(() => renderReport(data)).toThrow(
      expect.objectContaining({
        name: "NescioError",
        code: "invalid-data",
        message: expect.stringContaining(message) as unknown,
      }),
    );
  });
});

it("stays under 3 MB for three hundred images", () => {
  expect(Buffer.byteLength(renderReport(fakeReport({ images: 100, scale: 30 })))).toBeLessThan(3e6);
});
