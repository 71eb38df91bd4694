import { expect, test, vi } from "vitest";
import * as z from "zod";
import { isNested, listOf, takenBy } from "../../../packages/server/src/http/schemas/first-fault.js";

const isOne = (value: unknown): boolean => value === 1;

test("a list is looked at up to its first fault, which is told with its place", () => {
  const check = vi.fn((value: unknown) => value === 1);
  const list = listOf(z.object({ a: z.unknown().refine(check) }), { least: 1, most: 100 });
  const values = [{ a: 1 }, { a: 1 }, ...Array.from({ length: 98 }, () => ({ a: 2 }))];
  const { error } = list.safeParse(values);
  expect(error?.issues).toHaveLength(1);
  expect(error?.issues[0].path).toEqual([2, "a"]);
  expect(check).toHaveBeenCalledTimes(3);
  expect(list.parse([{ a: 1 }])).toEqual([{ a: 1 }]);
  for (const wrong of [[], Array(101).fill({ a: 1 }), {}, null, "a"])
    expect(list.safeParse(wrong).success).toBe(false);
});

test("lists and functions are described as the schemas that they stand for", () => {
  const list = z.array(z.int()).min(1).max(3);
  expect(z.toJSONSchema(listOf(z.int(), { least: 1, most: 3 }))).toEqual(z.toJSONSchema(list));
  expect(z.toJSONSchema(listOf(z.string(), {}))).toEqual(z.toJSONSchema(z.array(z.string())));
  expect(z.toJSONSchema(takenBy(isOne, z.literal(1), "one"))).toEqual(z.toJSONSchema(z.literal(1)));
  expect(takenBy(isOne, z.literal(1), "one").safeParse(2).error?.issues[0].message).toBe("one");
});

test("lists of lists are of one depth, and not too deep", () => {
  const some = { least: 1, isElement: isOne };
  for (const good of [[1], [1, 1], [[1], [1, 1]], [[[1]]]]) expect(isNested(good, 3, some)).toBe(true);
  for (const bad of [
    1,
    [],
    [[]],
    [2],
    [1, [1]],
    [[1], 1],
    [[1], []],
    [[[[1]]]],
    [[[1]], [1]],
    { 0: 1 },
    null,
    "1",
  ]) {
    expect(isNested(bad, 3, some), JSON.stringify(bad)).toBe(false);
  }
  expect(isNested([], 1, { ...some, least: 0 })).toBe(true);
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(isNested(deep, 4, some)).toBe(false);
});
