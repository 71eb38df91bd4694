import { expect, test, vi } from "vitest";
import { runCli } from "../helpers/cli.js";

vi.mock("../../src/bench/jax.js", () => ({ loadJax: () => Promise.resolve(undefined) }));

test("nescio bench without jax-js says how to get it, and measures the rest", async () => {
  const { code, stdout, stderr } = await runCli(["bench", "--quick", "--rounds", "1", "--images", "20"]);
  expect(code).toBe(0);
  expect(stderr).toContain("npm i @jax-js/jax");
  expect(stdout).toMatch(/^training step /m);
  expect(stdout).not.toContain("jax-js, 1 thread");
  expect(stdout).toMatch(/^Measured on [^;]*\.$/m);
});
