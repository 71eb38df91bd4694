import axe from "axe-core";
import { seven, visit } from "./visit.js";

/** What axe finds in each view, light and dark, wide and narrow, and how far what is there has moved. */
export async function violations(browser, address, views) {
  const found = [];
  for (const view of views) {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1200, 360]) {
        const options = { colorScheme, viewport: { width, height: 900 } };
        const { page, noted, close } = await visit(browser, `${address}#view=${view}&${seven}`, options);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document));
        const { shift } = await noted();
        await close();
        const rules = violations.map(
          ({ id, nodes }) => `${id} (${nodes.map(({ target }) => target).join(", ")})`,
        );
        found.push({ view, colorScheme, width, shift, rules });
      }
    }
  }
  return found;
}
