import { createHash } from "node:crypto";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { html } from "../../packages/report/src/html.js";
import { page } from "../../packages/report/src/page.js";
import { scriptHash, styleHash } from "../../packages/report/src/page-hashes.js";
import { renderReport } from "../../packages/report/src/index.js";
import { fakeFullReport } from "../helpers/fake-report.js";

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

describe("the page's policy", () => {
  const text = page("title", html`<h1>x</h1>`);
  const { document } = parseHTML(text);

  it("names the page's own style and script, and no others", () => {
    const style = /<style>([^]*)<\/style>/.exec(text)![1];
    const script = /<script>([^]*)<\/script>/.exec(text)![1];
    expect(styleHash).toBe(hashOf(style));
    expect(scriptHash).toBe(hashOf(script));
    const policy = document.querySelector("meta[http-equiv]")!.getAttribute("content");
    expect(policy).toBe(
      `default-src 'none'; style-src '${styleHash}'; script-src '${scriptHash}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  it("leaves no element of a report with a style or a handler of its own, which it would not obey", () => {
    const report = parseHTML(renderReport(fakeFullReport())).document;
    const own = [...report.querySelectorAll("*")].flatMap(({ localName, attributes }) =>
      [...attributes]
        .filter(({ name }) => name === "style" || name.startsWith("on"))
        .map(({ name }) => `${localName} ${name}`),
    );
    expect(own).toEqual([]);
    expect(report.querySelectorAll("style, script")).toHaveLength(2);
  });
});
