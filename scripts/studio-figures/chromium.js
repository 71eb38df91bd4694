import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
];

/** Starts the Chromium that CHROMIUM_PATH names, or the system's. */
export function launchChromium(args = []) {
  const executablePath = process.env.CHROMIUM_PATH || places.find((place) => existsSync(place));
  if (executablePath === undefined) throw new Error("no Chromium: set CHROMIUM_PATH");
  const always = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
  return chromium.launch({ executablePath, args: [...always, ...args] });
}
