import { afterEach, describe, expect, test, vi } from "vitest";
import { createUi, formatTable, wantsColor } from "../../packages/cli/src/ui.js";
import { TextSink } from "../helpers/cli.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

function uiWith(
  options: Parameters<typeof createUi>[1],
  tty = false,
): {
  ui: ReturnType<typeof createUi>;
  stdout: TextSink;
  stderr: TextSink;
} {
  const [stdout, stderr] = [new TextSink(tty), new TextSink(tty)];
  return { ui: createUi({ stdout, stderr }, options), stdout, stderr };
}

describe("ui", () => {
  test("results go to stdout, notices to stderr", () => {
    const { ui, stdout, stderr } = uiWith({});
    ui.notice("careful");
    ui.result({ a: 1 }, () => "the table");
    expect([stdout.text, stderr.text]).toEqual(["the table\n", "careful\n"]);
  });

  test("with JSON, stdout has that alone", () => {
    const { ui, stdout } = uiWith({ json: true });
    ui.notice("careful");
    ui.progress({ title: "t", total: 1 }).update(1);
    ui.result({ a: [1, null] }, () => expect.unreachable());
    expect(JSON.parse(stdout.text)).toEqual({ a: [1, null] });
  });

  test("what a terminal would act upon is shown; colours of ours stay", () => {
    for (const name of ["NO_COLOR", "FORCE_COLOR", "TERM"]) vi.stubEnv(name, "");
    const name = "\u001b]0;title\u0007\u009b31m\u202e";
    const { ui, stdout, stderr } = uiWith({}, true);
    ui.notice(name);
    ui.result({}, () => `${ui.colors.bold("a")}\n${name}`);
    expect(stderr.text).toBe("\\x1b]0;title\\x07\\x9b31m\\u202e\n");
    expect(stdout.text).toBe(`\u001b[1ma\u001b[22m\n${stderr.text}`);
    const json = uiWith({ json: true });
    json.ui.result({ name, line: "\n" }, () => expect.unreachable());
    expect(json.stdout.text).not.toMatch(/[\u0007\u001b\u009b\u202e]/);
    expect(JSON.parse(json.stdout.text)).toEqual({ name, line: "\n" });
  });

  test("quiet leaves the result alone", () => {
    const { ui, stdout, stderr } = uiWith({ quiet: true }, true);
    ui.notice("careful");
    ui.progress({ title: "t", total: 1 }).update(1);
    ui.result({}, () => "x");
    expect([stdout.text, stderr.text]).toEqual(["x\n", ""]);
  });

  test("closing stops a bar that was left open", () => {
    const { ui, stderr } = uiWith({}, true);
    const bar = ui.progress({ title: "t", total: 2 });
    bar.update(1);
    ui.close();
    const length = stderr.text.length;
    expect(stderr.text.endsWith("\u001b[?25h\n") || stderr.text.includes("\u001b[?25h")).toBe(true);
    bar.stop();
    expect(stderr.text.length).toBe(length);
  });

  test("colours are for terminals, and NO_COLOR turns them off", () => {
    for (const name of ["NO_COLOR", "FORCE_COLOR", "TERM"]) vi.stubEnv(name, "");
    expect(uiWith({}).ui.colors.bold("x")).toBe("x");
    expect(uiWith({}, true).ui.colors.bold("x")).not.toBe("x");
    vi.stubEnv("TERM", "dumb");
    expect(wantsColor(new TextSink(true))).toBe(false);
    vi.stubEnv("FORCE_COLOR", "1");
    expect(wantsColor(new TextSink(false))).toBe(true);
    vi.stubEnv("NO_COLOR", "1");
    expect(wantsColor(new TextSink(true))).toBe(false);
  });
});

test("a name in a table is in one line, and a cell's colour is the table's", () => {
  const style = (text: string): string => `<${text}>`;
  const table = formatTable([{ title: "A\nB" }], [["two\nlines\u001b[31m"], [{ text: "\u001b", style }]]);
  expect(table.split("\n")).toEqual(["A\\nB", "two\\nlines\\x1b[31m", "<\\x1b>"]);
});

test("tables are aligned, wide characters included, with nothing behind the last column", () => {
  const table = formatTable(
    [{ title: "NAME" }, { title: "SHARE", align: "right" }, { title: "NOTE" }],
    [
      ["おき", 1, "x"],
      ["mnist", "98.3 %", ""],
    ],
  );
  expect(table.split("\n")).toEqual(["NAME    SHARE  NOTE", "おき        1  x", "mnist  98.3 %"]);
});
