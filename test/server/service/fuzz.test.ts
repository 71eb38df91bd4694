import { expect, test } from "vitest";
import {
  answersGood,
  cases,
  examineCase,
  limits,
  makeCase,
  token,
} from "../../../scripts/fuzz-service/index.js";
import { temporaryFolder } from "../../helpers/folder.js";
import { serviceOf } from "../../helpers/service.js";

// Some of what scripts/fuzz-service.js writes, three of each kind: that what it found stays mended.
test("malformed requests are refused in words, and the next good one is answered", async () => {
  const service = await serviceOf({ token, limits, database: await temporaryFolder() });
  const count = 3 * cases.length;
  const group = 50;
  for (let from = 0; from < count; from += group) {
    const some = Array.from({ length: Math.min(group, count - from) }, (_, i) => makeCase(7, from + i));
    const faults = await Promise.all(
      some.map(async (made) => {
        const fault = await examineCase(service.port, made);
        return fault === undefined ? [] : [`${made.name}: ${fault}`];
      }),
    );
    expect(faults.flat()).toEqual([]);
    expect(await answersGood(service.port)).toBe(true);
  }
  expect(service.log.lines.filter(({ level }) => (level as number) >= 50)).toEqual([]);
});

test("what is right is told as right, and what is not as not", async () => {
  const service = await serviceOf({ token, limits });
  const made = makeCase(1, 0);
  expect(await examineCase(service.port, made)).toBeUndefined();
  expect(await examineCase(service.port, { ...made, statuses: [418] })).toMatch(/^expected 418, got 400/);
  expect(await examineCase(service.port, { ...made, form: "v2" })).toMatch(/as application\/problem\+json/);
});
