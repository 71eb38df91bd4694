import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictJson } from "../../packages/core/src/model/strict-json.js";

fc.configureGlobal({ seed: 20_191 });

describe("parseStrictJson", () => {
  it("reads what JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    '{"a":1,"a":2}',
    '{"a" :1,"b":2, "a"\n: 2}',
    '{"x":[{"a":1},{"a":1,"b":{},"a":3}]}',
    String.raw`{"a":1,"\u0061":2}`,
    String.raw`{"\"":1,"b":"\"","\"":2}`,
    '{"__proto__":1,"__proto__":1}',
  ])("refuses a repeated key in %s", (text) => {
    expect(() => parseStrictJson(text)).toThrow(/appears twice in one object/);
  });

  it.each([
    '{"a":{"a":1},"b":{"a":1}}',
    '{"a":"a","b":"a"}',
    '["a","a",":"]',
    String.raw`{"a":"\"a\":","b":"{\"b\":1}"}`,
    String.raw`{"a\\":1,"a":2}`,
  ])("takes %s", (text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });

  it("refuses what is not JSON", () => {
    expect(() => parseStrictJson('{"a":}')).toThrow(SyntaxError);
  });
});
