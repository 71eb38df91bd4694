import { expect, test, vi } from "vitest";
import { runCli } from "../helpers/cli.js";

vi.mock("../../packages/cli/src/bench/webppl.js", () => ({ loadWebPpl: () => undefined }));

test("nescio bench without WebPPL says how to get it, and measures the rest", async () => {
  const { code, stdout, stderr } = await runCli(["bench", "--quick", "--rounds", "1", "--images", "20"]);
  expect(code).toBe(0);
  expect(stderr).toContain("npm i webppl");
  expect(stdout).toMatch(/^gradients, /m);
  expect(stdout).not.toMatch(/WebPPL,/);
});
