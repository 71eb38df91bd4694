import { expect, test } from "vitest";
import { findRegistryEntry, registry, registryFiles } from "../../packages/core/src/data/registry.js";

test("every name of the documentation is there, once", () => {
  const names = registry.map(({ name }) => name);
  expect(names).toEqual(["mnist", "notmnist", "notmnist-tutorial", "kmnist", "fashion-mnist", "cifar10"]);
});

test.each(registry.map((entry) => [entry.name, entry] as const))("%s is a complete record", (name, entry) => {
  expect(findRegistryEntry(name)).toBe(entry);
  expect(entry.classes).toHaveLength(10);
  expect(new Set(entry.classes).size).toBe(10);
  const files = registryFiles(entry);
  expect(files.length).toBeGreaterThanOrEqual(2);
  const checksums = files.flatMap(({ file }) => file.sha256 ?? []);
  // A checksum pasted twice would make one file pass for another.
  expect(new Set(checksums).size).toBe(checksums.length);
  expect(checksums.length).toBe(name === "cifar10" ? 0 : files.length);
  for (const checksum of checksums) expect(checksum).toMatch(/^[0-9a-f]{64}$/);
  const size = entry.height * entry.width * entry.channels;
  for (const { count, files: parts } of Object.values(entry.splits)) {
    const bytes = parts.reduce((sum, file) => sum + file.bytes, 0);
    expect(bytes).toBe(count * (size + 1) + (entry.format.name === "IDX" ? 16 + 8 : 0));
  }
  for (const mirror of entry.mirrors) expect(mirror).toMatch(/^https?:\/\/.*\/$/);
  expect(entry.mirrors.length > 0 || entry.instructions !== undefined).toBe(true);
});

test("an unknown name is none", () => {
  expect(findRegistryEntry("mnist2")).toBeUndefined();
});
