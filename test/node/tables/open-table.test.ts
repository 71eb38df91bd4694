import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { openTable } from "../../../packages/node/src/tables/open-table.js";
import { readArray } from "../../../packages/node/src/tables/read-array.js";
import { expectNescioError } from "../../helpers/errors.js";
import { temporaryFolder } from "../../helpers/folder.js";
import { npy } from "../../helpers/npy.js";
import { hasPipes, makePipe } from "../../helpers/pipe.js";
import { fileOf } from "../../helpers/tables.js";

describe("the format", () => {
  test("is found by the ending, in whatever case, or is given", async () => {
    const table = await openTable(await fileOf("A.CSV", "x\n1\n"));
    expect(table.format).toBe("csv");
    await table.close();
    const given = await openTable(await fileOf("a.txt", "x\ty\n1\t2\n"), { format: "tsv" });
    expect(given.columns).toEqual(["x", "y"]);
    await given.close();
  });

  test("is needed", async () => {
    await expectNescioError(
      () => openTable("a.txt"),
      "invalid-option",
      "a.txt",
      "one of csv, tsv",
      "Say its format.",
    );
    await expectNescioError(() => openTable("csv"), "invalid-option", "one of csv");
    await expectNescioError(
      () => openTable(Readable.from([])),
      "invalid-option",
      "format",
      "a stream without one",
    );
    await expectNescioError(() => readArray("a.csv"), "invalid-option", "one of npy, npz", "csv");
    await expectNescioError(() => openTable("a.csv", { format: "xlsx" as never }), "invalid-option", "xlsx");
  });

  test("has options of its own", async () => {
    await expectNescioError(() => openTable("a.npy", { header: true }), "invalid-option", "header", "npy");
    await expectNescioError(() => openTable("a.jsonl", { delimiter: ";" }), "invalid-option", "delimiter");
    await expectNescioError(() => openTable("a.csv", { member: "x" }), "invalid-option", "member");
  });
});

describe("a path", () => {
  test("of nothing, a folder or a pipe is refused", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "a.csv"));
    await expectNescioError(() => openTable(join(folder, "b.csv")), "not-found", "b.csv", "no such file");
    await expectNescioError(() => openTable(join(folder, "a.csv")), "inaccessible", "a folder");
    await expectNescioError(() => openTable("/dev/null", { format: "csv" }), "invalid-data", "a device");
    if (!hasPipes) return;
    makePipe(join(folder, "p.npy"));
    await expectNescioError(() => openTable(join(folder, "p.npy")), "invalid-data", "a pipe");
  });

  test("is closed when rows end, fail, or are no longer asked for", async () => {
    const { readdir } = await import("node:fs/promises");
    const open = async (): Promise<number> => (await readdir("/proc/self/fd").catch(() => [])).length;
    const path = await fileOf("a.csv", "x\n1\n2\n3\n");
    const ragged = await fileOf("b.csv", "x,y\n1,2\n3\n");
    const before = await open();
    for (let times = 0; times < 20; times++) {
      for await (const _ of (await openTable(path)).rows());
      for await (const _ of (await openTable(path)).rows()) break;
      await (await openTable(path)).close();
      await expectNescioError(async () => {
        for await (const _ of (await openTable(ragged)).rows());
      }, "invalid-data");
      await expectNescioError(() => openTable(path, { format: "npy" }), "invalid-data");
    }
    expect((await open()) - before).toBeLessThan(10);
  });
});

describe("rows", () => {
  test("are given once, and not after the end", async () => {
    const table = await openTable(await fileOf("a.csv", "x\n1\n"));
    for await (const _ of table.rows());
    await expectNescioError(() => table.rows(), "invalid-option", "a second request");
    const closed = await openTable(await fileOf("a.csv", "x\n1\n"));
    await closed.close();
    await closed.close();
    await expectNescioError(() => closed.rows(), "invalid-option", "that it was closed");
    const during = await openTable(await fileOf("a.csv", "x\n1\n2\n"));
    await expectNescioError(async () => {
      for await (const _ of during.rows()) await during.close();
    }, "aborted");
  });
});

describe("a stream", () => {
  test("is read, and destroyed at the end and where nobody reads on", async () => {
    const stream = Readable.from(["x,y\n1", ",2\n3,4\n"]);
    const table = await openTable(stream, { format: "csv", name: "standard input" });
    const rows: unknown[] = [];
    for await (const { cells } of table.rows()) rows.push(cells);
    expect(rows).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
    expect(stream.destroyed).toBe(true);
    const endless = new PassThrough();
    endless.write("x\n1\n2\n3\n");
    endless.write("4\n".repeat(100_000));
    const unread = await openTable(endless, { format: "csv" });
    for await (const _ of unread.rows()) break;
    expect(endless.destroyed).toBe(true);
  });

  test("of texts, in pieces of a byte, and of what is neither", async () => {
    const bytes = Buffer.from("\ufeffx\né\n😀\n");
    const pieces = Readable.from(Array.from(bytes, (byte) => Buffer.from([byte])));
    const rows: unknown[] = [];
    for await (const { cells } of (await openTable(pieces, { format: "csv" })).rows()) rows.push(cells[0]);
    expect(rows).toEqual(["é", "😀"]);
    const objects = Readable.from([{ x: 1 }]);
    await expectNescioError(
      () => openTable(objects, { format: "jsonl" }),
      "invalid-data",
      "a stream of objects",
    );
    expect(objects.destroyed).toBe(true);
  });

  test("that fails is an error that says so, by its name", async () => {
    for (const format of ["csv", "jsonl", "npy", "parquet"] as const) {
      const stream = Readable.from(
        (function* () {
          yield format === "jsonl" ? '{"x": 1}\n' : "x\n1\n2\n";
          throw new Error("the plug was pulled");
        })(),
      );
      await expectNescioError(
        async () => {
          for await (const _ of (await openTable(stream, { format, name: "standard input" })).rows());
        },
        "inaccessible",
        "standard input",
        "the plug was pulled",
      );
    }
    const gone = Readable.from(["x\n1\n"]).destroy();
    await expectNescioError(() => openTable(gone, { format: "csv" }), "inaccessible", "the stream");
  });
});

describe("a signal", () => {
  test("stops what waits for a stream", async () => {
    for (const format of ["csv", "jsonl", "npy"] as const) {
      const stream = new PassThrough();
      stream.write(format === "jsonl" ? "[1]\n" : "x\n");
      const stop = new AbortController();
      const reading = expectNescioError(
        async () => {
          for await (const _ of (await openTable(stream, { format, signal: stop.signal })).rows());
        },
        "aborted",
        "the stream",
      );
      setTimeout(() => stop.abort(), 20);
      await reading;
      expect(stream.destroyed).toBe(true);
    }
  });

  test("stops a table between rows, and is heard before anything is opened", async () => {
    const stop = new AbortController();
    const path = await fileOf("a.npy", npy("|u1", [100], new Array<number>(100).fill(1)));
    await expectNescioError(async () => {
      for await (const { number } of (await openTable(path, { signal: stop.signal })).rows())
        if (number === 5) stop.abort();
    }, "aborted");
    await expectNescioError(
      () => openTable("nowhere.csv", { signal: stop.signal }),
      "aborted",
      "nowhere.csv",
    );
    await expectNescioError(() => readArray(path, { signal: stop.signal }), "aborted");
  });
});
