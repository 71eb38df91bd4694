import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import { variants } from "../helpers/raw-kernels.js";
import { runCli } from "../helpers/cli.js";

const quick = ["bench", "--quick", "--rounds", "1", "--images", "20", "--threads", "2"];

describe("nescio bench", () => {
  test("prints a table, the phases and what it was measured on", async () => {
    const { code, stdout, stderr } = await runCli([...quick, "--phases"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^WHAT +BY +TIME +FASTEST–SLOWEST +× RIVAL +GFLOP\/S +OF PEAK\n/);
    for (const title of [
      "SIMD peak",
      "product 16×784×32",
      "training step 784-32-10, batch 16",
      "training step 784-2c5-3c3-2c3-3c3-64-10, batch 16",
      "training step 32×32×3-2c3-2c3-3c3-3c3-128-10, batch 16",
      "one image, answered by the model in the box",
    ]) {
      expect(stdout).toMatch(new RegExp(`^${title} +1 thread, ${variants[0]} `, "m"));
    }
    expect(stdout).toMatch(/^prediction, 20 images × 5 samples +1 thread/m);
    expect(stdout).toMatch(/^decisions on it +1 thread +[\d.]+ ms/m);
    expect(stdout.match(/^ +jax-js, 1 thread +[\d.]+ m?s/gm)).toHaveLength(4);
    expect(stdout).toMatch(/^ +nescio\/ppl, 1 thread +[\d.]+ ms/m);
    expect(stdout).toMatch(/^gradients, logistic regression 20×3 +nescio\/ppl, 1 thread +[\d,]+ \/s/m);
    for (const name of ["WebPPL", "WebPPL, tensors"]) {
      expect(stdout).toMatch(new RegExp(`^ +${name}, 1 thread +[\\d,]+ /s`, "m"));
    }
    expect(stdout).toMatch(/^PHASES OF A STEP, 2 THREADS/m);
    expect(stdout).toMatch(/^Measured on \d+ cores? \(.*Node \d+.*kernels .*jax-js runs on one thread/m);
    expect(stdout).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(stderr).toMatch(/^training step: /m);
  });

  test("--json prints the same figures, and nothing else with --quiet", async () => {
    const { code, stdout, stderr } = await runCli([...quick, "--json", "--quiet", "--batch", "8"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      machine: { engine: expect.stringContaining(process.versions.node) as string },
      settings: { batch: 8, hidden: [32], images: 20, samples: 5, rounds: 1 },
      variants,
      threads: [1, 2],
      phases: null,
    });
  });

  test.each([
    [["--batch", "0"], "positive integer"],
    [["--hidden", "16,x"], "positive integer"],
    [["--rounds", "1001"], "benchmark's rounds"],
    [["--images", "1000000000"], "benchmark's images"],
    [["--threads", "65"], "threads"],
    [["--peer", ""], "a name"],
    [["--peer", "python3", "--phases"], "cannot be used with"],
  ])("%j is wrong usage", async (options, message) => {
    const { code, stdout, stderr } = await runCli(["bench", "--quick", ...options]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("a peer that is not there is an error that says what to do", async () => {
    const { code, stdout, stderr } = await runCli([...quick, "--peer", "/nonexistent"]);
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toContain("/nonexistent: expected a program that can be started, got ENOENT");
    expect(stderr).toContain("apt-get install python3-torch libopenblas0-pthread");
  });

  test("Ctrl-C ends it with 130", async () => {
    const signals = new EventEmitter();
    setTimeout(() => signals.emit("SIGINT"), 200);
    const { code, stdout } = await runCli(["bench", "--quick", "--rounds", "1000"], { signals });
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  });
});
