// Threefry-2x32 with 20 rounds: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011.

/** [to, first key words, second key words, keys, hashes of each, which]: word 0 or 1 of a hash, 2: their exclusive or. */
export function threefry(at: usize): void {
  let to = <usize>load<u32>(at);
  const keys = load<u32>(at, 12), each = load<u32>(at, 16), which = load<i32>(at, 20);
  for (let key: usize = 0; key < keys; key++) {
    const k0 = load<u32>(load<u32>(at, 4) + (key << 2)), k1 = load<u32>(load<u32>(at, 8) + (key << 2));
    const k2 = k0 ^ k1 ^ 0x1bd11bda;
    for (let counter: u32 = 0; counter < each; counter++) {
      let x0 = k0, x1 = counter + k1;
      let before = k1, after = k2, next = k0;
      for (let group: u32 = 1; group <= 5; group++) {
        if (group & 1) {
          x0 += x1; x1 = rotl<u32>(x1, 13) ^ x0;
          x0 += x1; x1 = rotl<u32>(x1, 15) ^ x0;
          x0 += x1; x1 = rotl<u32>(x1, 26) ^ x0;
          x0 += x1; x1 = rotl<u32>(x1, 6) ^ x0;
        } else {
          x0 += x1; x1 = rotl<u32>(x1, 17) ^ x0;
          x0 += x1; x1 = rotl<u32>(x1, 29) ^ x0;
          x0 += x1; x1 = rotl<u32>(x1, 16) ^ x0;
          x0 += x1; x1 = rotl<u32>(x1, 24) ^ x0;
        }
        // The key words take turns: k1, k2, k0, k1, …
        x0 += before;
        x1 += after + group;
        const last = before;
        before = after;
        after = next;
        next = last;
      }
      store<u32>(to, which == 0 ? x0 : which == 1 ? x1 : x0 ^ x1);
      to += 4;
    }
  }
}
