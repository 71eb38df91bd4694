import { availableParallelism } from "node:os";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { readModelBeside } from "../../packages/cli/src/actions/studio/model-beside.js";
import { servePage } from "../../packages/cli/src/actions/studio/page-server.js";
import { boxedModel } from "../../packages/cli/src/boxed-model.js";
import { firefoxPath, launchFirefox, type Firefox } from "../helpers/firefox.js";
import { startStaticHost } from "./static-host.js";
import { seven } from "./studio-page.js";

describe.skipIf(firefoxPath === undefined)("the studio in Firefox (needs Firefox)", () => {
  let firefox: Firefox;

  beforeEach(async () => {
    firefox = await launchFirefox();
  });

  afterEach(() => firefox.close());

  const engine = `document.querySelector(".engine").innerText`;
  const headline = `document.querySelector(".verdict[data-refused] .headline")?.innerText`;
  const isolated = "crossOriginIsolated";
  const threads = `${Math.min(8, availableParallelism())} thread`;

  /** Waits until an expression's value fits. */
  const become = (expression: string, pattern: RegExp): Promise<void> =>
    expect.poll(() => firefox.evaluate(`String(${expression})`), { timeout: 20_000 }).toMatch(pattern);

  // Where a debugger listens, as it does here, a worker of Firefox that starts a worker waits for the debugger to know of
  // it, on a condition that the new worker waits on, too, and one of the two is woken: now and then the wrong one.
  const retry = 5;

  test(
    "answers what is drawn, under the policy that nescio studio sends, with threads",
    { retry },
    async () => {
      const server = await servePage(await readModelBeside(boxedModel), 0);
      onTestFinished(() => server.close());
      await firefox.goto(server.address);
      await become(`document.querySelector(".headline")?.innerText`, /Draw a digit/);
      const [x, y, side] = JSON.parse(
        (await firefox.evaluate(`{
        const { left, top, width } = document.querySelector(".pad canvas").getBoundingClientRect();
        JSON.stringify([left, top, width]);
      }`)) as string,
      ) as number[];
      for (const stroke of seven) await firefox.drag(stroke.map(([u, v]) => [x + side * u, y + side * v]));
      await become(headline, /^7$/);
      expect(await firefox.evaluate(isolated)).toBe(true);
      expect(await firefox.evaluate(engine)).toMatch(new RegExp(`${threads}s?, \\w+ SIMD · verdict in`));
      await server.close();
    },
  );

  test(
    "is kept on a static host, has threads from the second load on, and opens without a network",
    { retry },
    async () => {
      const host = await startStaticHost();
      await firefox.goto(`${host.address}/#ink=1y.1y.3i.0.-2c.4a`);
      await become(headline, /^7$/);
      expect(await firefox.evaluate(engine)).toMatch(/1 thread, .*does not isolate/);
      await firefox.evaluate("navigator.serviceWorker.ready.then(() => true)");
      await host.close();
      await firefox.reload();
      await become(headline, /^7$/);
      expect(await firefox.evaluate(isolated)).toBe(true);
      expect(await firefox.evaluate(engine)).toMatch(new RegExp(threads));
    },
  );
});
