import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
];

const named = process.env.CHROMIUM_PATH;

/** The Chromium to test with: `CHROMIUM_PATH`, else where distributions put it; undefined where there is none. */
export const chromiumPath: string | undefined =
  named === undefined || named === "" ? places.find((place) => existsSync(place)) : named;

/**
 * Starts the browser without anything that would reach for the network by itself. The caller closes it.
 *
 * @param more Further switches of its command line.
 */
export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("no Chromium: set CHROMIUM_PATH");
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}
