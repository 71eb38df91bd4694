/** Numbers as NumPy writes them: type and byte order as in `<f4`. */
export function npyNumbers(descr: string, numbers: readonly (number | bigint)[]): Uint8Array {
  const [little, type, width] = [!descr.startsWith(">"), descr.slice(1), Number(descr[2])];
  const bytes = new Uint8Array(numbers.length * width);
  const view = new DataView(bytes.buffer);
  numbers.forEach((number, index) => {
    const at = index * width;
    const value = Number(number);
    if (type === "f4") view.setFloat32(at, value, little);
    else if (type === "f8") view.setFloat64(at, value, little);
    else if (type === "f2") view.setUint16(at, value, little);
    else if (width === 8) view.setBigUint64(at, BigInt.asUintN(64, BigInt(number)), little);
    else if (width === 4) view.setUint32(at, value, little);
    else if (width === 2) view.setUint16(at, value, little);
    else view.setUint8(at, value);
  });
  return bytes;
}

/** A file of version 1, or of another, around a header and numbers. */
export function npyFile(header: string, numbers: Uint8Array, version = 1): Uint8Array {
  const prefix = version === 1 ? 10 : 12;
  const padded = header + " ".repeat(63 - ((prefix + header.length) % 64)) + "\n";
  const bytes = new Uint8Array(prefix + padded.length + numbers.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), prefix);
  bytes.set(numbers, prefix + padded.length);
  return bytes;
}

/** The file of an array; of f2 the numbers are bits. */
export function npy(
  descr: string,
  shape: readonly number[],
  numbers: readonly (number | bigint)[],
  { fortran = false, version = 1 } = {},
): Uint8Array {
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const order = fortran ? "True" : "False";
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${sizes}, }`;
  return npyFile(header, npyNumbers(descr, numbers), version);
}
