import { deflateRawSync } from "node:zlib";

/** A member of a zip, with what it claims where that is not the truth. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
  readonly deflate?: boolean;
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
  readonly method?: number;
  /** Sizes in the extra field of zip64, as NumPy writes them. */
  readonly long?: boolean;
}

/** A zip archive. */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let position = 0;
  for (const entry of entries) {
    const stored = entry.deflate === true ? deflateRawSync(entry.content) : Buffer.from(entry.content);
    const name = Buffer.from(entry.name);
    const size = entry.size ?? entry.content.length;
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(entry.long === true ? 45 : 20, 0);
    facts.writeUInt16LE(entry.flags ?? 0, 2);
    facts.writeUInt16LE(entry.method ?? (entry.deflate === true ? 8 : 0), 4);
    facts.writeUInt32LE(entry.crc ?? crc32(entry.content), 10);
    facts.writeUInt32LE(entry.long === true ? 0xffffffff : stored.length, 14);
    facts.writeUInt32LE(entry.long === true ? 0xffffffff : size, 18);
    facts.writeUInt16LE(name.length, 22);
    const extra = Buffer.alloc(entry.long === true ? 20 : 0);
    if (entry.long === true) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(16, 2);
      extra.writeBigUInt64LE(BigInt(size), 4);
      extra.writeBigUInt64LE(BigInt(stored.length), 12);
    }
    facts.writeUInt16LE(extra.length, 24);
    const header = Buffer.concat([Buffer.from("PK\x03\x04"), facts, name, extra, stored]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(position, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), facts, tail, name, extra]));
    parts.push(header);
    position += header.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(position, 16);
  return Buffer.concat([...parts, listed, end]);
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
