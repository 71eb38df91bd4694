import { expect, test } from "vitest";
import { findDelimiter } from "../../../packages/node/src/tables/delimiter.js";
import { judgeFirstRow } from "../../../packages/node/src/tables/header-row.js";

test.each<[string, string, string]>([
  ["x,y", "1,2", "header"],
  ["text,intent", "hello,greeting", "header"],
  [",x", "0,1", "header"],
  ["1.5,2.5", "3,4", "data"],
  ["1.5,NaN,", "3,4,5", "data"],
  ["3;14", "1;5", "data"],
  ["5.1,3.5,setosa", "4.9,3.0,virginica", "data"],
  ["5.1,3.5,setosa", "", "data"],
  ["country,2019,2020", "Chad,1.5,2.5", "data"],
  ["population,2019,2020", "15,1.5,2.5", "header"],
  ["0,1,2", "0.5,0.5,0.5", "unclear"],
  [",0,1,2", "0,0.5,0.5,0.5", "unclear"],
  ["1,2,3", "4,5,6", "unclear"],
  ["0,1,2,label", "0.5,0.5,0.5,cat", "unclear"],
  ["0,1,2,label", "0.5,0.5,0.5,7", "header"],
  ["0,1", "1,0", "data"],
  ["", "", "data"],
])("a first row of %s, then %s: %s", (first, second, expected) => {
  const cells = (row: string): string[] => row.split(/[,;]/);
  expect(judgeFirstRow(cells(first), second === "" ? undefined : cells(second))).toBe(expected);
});

test.each([
  ["a,b;c,d", ","],
  ["a;b;c", ";"],
  ["a\tb", "\t"],
  ["a", ","],
  ["", ","],
  ['"a;b;c",d', ","],
  ['"a,b,c";d', ";"],
  ["3,14;2,72", ";"],
  ["3,14;2,72;1,5;1,5,5", ";"],
  ["1,2,3", ","],
  ["3,14", ","],
  ["x,y,z;w", ","],
  ['"a;b', ","],
])("the delimiter of %j is %j", (line, expected) => {
  expect(findDelimiter(line)).toBe(expected);
});
