import { describe, expect, it } from "vitest";
import { affineAbout, warp } from "../../packages/core/src/data/warp.js";

const shape = { height: 3, width: 3, channels: 1 };
const image = Uint8Array.from([10, 20, 30, 40, 50, 60, 70, 80, 90]);

function warped(change: Parameters<typeof affineAbout>[1]): number[] {
  const to = new Uint8Array(9).fill(255);
  warp(image, shape, affineAbout(shape, change), to);
  return [...to];
}

describe("warp", () => {
  it("leaves an image that nothing happens to", () => {
    expect(warped({})).toEqual([...image]);
  });

  it("moves right and down, and brings in black", () => {
    expect(warped({ right: 1 })).toEqual([0, 10, 20, 0, 40, 50, 0, 70, 80]);
    expect(warped({ down: 1 })).toEqual([0, 0, 0, 10, 20, 30, 40, 50, 60]);
  });

  it("interpolates between pixels, to black at the edge", () => {
    expect(warped({ right: 0.5 })).toEqual([5, 15, 25, 20, 45, 55, 35, 75, 85]);
  });

  it("turns clockwise about the centre", () => {
    expect(warped({ degrees: 90 })).toEqual([70, 40, 10, 80, 50, 20, 90, 60, 30]);
  });

  it("enlarges about the centre", () => {
    expect(warped({ scale: 2 })).toEqual([30, 35, 40, 45, 50, 55, 60, 65, 70]);
  });

  it("turns first and moves then", () => {
    expect(warped({ degrees: 90, right: 1 })).toEqual([0, 70, 40, 0, 80, 50, 0, 90, 60]);
  });

  it("keeps channels apart and adds the displacement to the source", () => {
    const two = { height: 1, width: 2, channels: 2 };
    const to = new Uint8Array(4);
    const displacement = { columns: Float32Array.from([1, -1]), rows: new Float32Array(2) };
    warp(Uint8Array.from([1, 2, 3, 4]), two, affineAbout(two, {}), to, displacement);
    expect([...to]).toEqual([3, 4, 1, 2]);
  });
});
