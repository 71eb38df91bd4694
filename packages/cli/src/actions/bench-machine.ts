import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { formatCount } from "../format.js";

/** What the figures were measured on. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  /** Of its instructions those that decide how fast products are; empty where the system does not tell. */
  readonly instructions: readonly string[];
  readonly engine: string;
  readonly platform: string;
}

const telling = ["avx2", "fma", "avx512f"];

export function machineOf(): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    instructions: instructions(),
    engine: `Node ${process.versions.node}, V8 ${process.versions.v8}`,
    platform: `${process.platform} ${process.arch}`,
  };
}

function instructions(): string[] {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1].split(" ") ?? [];
    return telling.filter((name) => flags.includes(name));
  } catch {
    // Linux has that file.
    return [];
  }
}

/** The machine in a few words. */
export function placeOf({ cores, processor, engine, platform }: Machine): string {
  return `${formatCount(cores)} cores (${processor}), ${platform}, ${engine}`;
}
