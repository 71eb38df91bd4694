import { expect, test } from "vitest";
import { findRegistryEntry, registry, registryFiles } from "../../packages/core/src/data/registry.js";

test("every name of the documentation is there, once", () => {
  const names = registry.map(({ name }) => name);
  expect(names).toEqual(["mnist", "notmnist", "notmnist-tutorial", "kmnist", "fashion-mnist"]);
});

test.each(registry.map((entry) => [entry.name, entry] as const))("%s is a complete record", (name, entry) => {
  expect(findRegistryEntry(name)).toBe(entry);
  expect(entry.classes).toHaveLength(10);
  expect(new Set(entry.classes).size).toBe(10);
  const files = registryFiles(entry);
  expect(files.length).toBeGreaterThanOrEqual(2);
  // A checksum pasted twice would make one file pass for another.
  expect(new Set(files.map(({ file }) => file.sha256)).size).toBe(files.length);
  for (const { file, count } of files) {
    expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(file.bytes).toBe(file.name.includes("images") ? 16 + 784 * count : 8 + count);
  }
  for (const mirror of entry.mirrors) expect(mirror).toMatch(/^https?:\/\/.*\/$/);
  expect(entry.mirrors.length > 0 || entry.instructions !== undefined).toBe(true);
});

test("an unknown name is none", () => {
  expect(findRegistryEntry("mnist2")).toBeUndefined();
});
