// Safetensors files, taken apart and put together again.

/** A safetensors file's header and data. */
export function parsed(bytes) {
  const length = Number(Buffer.from(bytes).readBigUInt64LE(0));
  return {
    header: JSON.parse(Buffer.from(bytes).toString("utf8", 8, 8 + length)),
    data: Buffer.from(bytes).subarray(8 + length),
  };
}

export function joined(headerText, data) {
  const header = Buffer.from(headerText);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, data]);
}
