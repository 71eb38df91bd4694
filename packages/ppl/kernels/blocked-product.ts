// Products of matrices of any size: blocks that fit a near cache, packed, and register tiles over them
// (K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008).
import { at, bytes } from "./lanes";
import { packFour } from "./pack";
import { registerTile, TILE_BYTES, TILE_PITCH, TILE_ROWS, tileColumns } from "./register-tile";

/** Steps of the inner dimension that are summed in registers; also what bounds the rounding of f32 sums. */
const DEPTH: i32 = 256;
/** Bytes of the packed block of the left and of the right matrix. */
const LEFT_BYTES: i32 = 131072;
const RIGHT_BYTES: i32 = 524288;
/** Up to as many rows the right matrix is read where it lies, if it can be: packing would cost more than it gains. */
export const FEW_ROWS: i32 = 16;

export const BLOCKED_SCRATCH: usize = TILE_BYTES + LEFT_BYTES + RIGHT_BYTES;

/** C[i·cm + j·cn] = Σₗ A[i·am + l·ak] · B[l·bk + j·bn]; strides in elements, k > 0. */
export function blockedProduct<T>(
  c: usize, cm: i32, cn: i32, a: usize, am: i32, ak: i32, b: usize, bk: i32, bn: i32,
  m: i32, n: i32, k: i32, scratch: usize,
): void {
  const columns = RIGHT_BYTES / (DEPTH * <i32>sizeof<T>());
  const rows = LEFT_BYTES / (DEPTH * <i32>sizeof<T>());
  const left = scratch + TILE_BYTES;
  const right = left + LEFT_BYTES;
  const inPlace = bn == 1 && m <= FEW_ROWS;
  for (let j = 0; j < n; j += columns) {
    const width = min(columns, n - j);
    for (let l = 0; l < k; l += DEPTH) {
      const depth = min(DEPTH, k - l);
      const from = at<T>(b, l * bk + j * bn);
      packRight<T>(right, from, bk, bn, width, depth, inPlace);
      for (let i = 0; i < m; i += rows) {
        const height = min(rows, m - i);
        packLeft<T>(left, at<T>(a, i * am + l * ak), am, ak, height, depth);
        const to = at<T>(c, i * cm + j * cn);
        multiplyBlocks<T>(to, cm, cn, left, right, from, bk, inPlace, height, width, depth, l > 0, scratch);
      }
    }
  }
}

function packLeft<T>(to: usize, a: usize, am: i32, ak: i32, height: i32, depth: i32): void {
  for (let i = 0; i < height; i += TILE_ROWS) {
    packFour<T>(at<T>(to, i * depth), 4 * sizeof<T>(), at<T>(a, i * am), am, ak, min(4, height - i), depth);
  }
}

/** Panels of a tile's columns; where B is read in place, only a last one that is not whole. */
function packRight<T>(to: usize, b: usize, bk: i32, bn: i32, width: i32, depth: i32, inPlace: bool): void {
  const whole = width - (width % tileColumns<T>());
  for (let j = inPlace ? whole : 0; j < width; j += tileColumns<T>()) {
    const panel = at<T>(to, j * depth);
    for (let h = 0; h < tileColumns<T>(); h += 4) {
      const count = max(0, min(4, width - j - h));
      packFour<T>(at<T>(panel, h), TILE_PITCH, at<T>(b, (j + h) * bn), bn, bk, count, depth);
    }
  }
}

/** With `inPlace` the columns that fill a tile are read at `from`, rows `bk` apart, the others from the packed B. */
function multiplyBlocks<T>(
  c: usize, cm: i32, cn: i32, left: usize, right: usize, from: usize, bk: i32, inPlace: bool,
  height: i32, width: i32, depth: i32, add: bool, tile: usize,
): void {
  for (let j = 0; j < width; j += tileColumns<T>()) {
    const count = min(tileColumns<T>(), width - j);
    const direct = inPlace && count == tileColumns<T>();
    const panel = direct ? at<T>(from, j) : at<T>(right, j * depth);
    const step = direct ? bytes<T>(bk) : TILE_PITCH;
    for (let i = 0; i < height; i += TILE_ROWS) {
      registerTile<T>(at<T>(left, i * depth), panel, step, depth, tile);
      const to = at<T>(c, i * cm + j * cn);
      if (cn == 1 && count == tileColumns<T>()) putRows<T>(to, cm, tile, min(TILE_ROWS, height - i), add);
      else putEach<T>(to, cm, cn, tile, min(TILE_ROWS, height - i), count, add);
    }
  }
}

function putRows<T>(c: usize, cm: i32, tile: usize, rows: i32, add: bool): void {
  for (let r = rows; r > 0; r--) {
    let low = v128.load(tile), high = v128.load(tile, 16);
    if (add) {
      low = v128.add<T>(v128.load(c), low);
      high = v128.add<T>(v128.load(c, 16), high);
    }
    v128.store(c, low);
    v128.store(c, high, 16);
    tile += TILE_PITCH;
    c = at<T>(c, cm);
  }
}

function putEach<T>(c: usize, cm: i32, cn: i32, tile: usize, rows: i32, columns: i32, add: bool): void {
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < columns; j++) {
      const to = at<T>(c, r * cm + j * cn);
      const value = load<T>(at<T>(tile, j));
      store<T>(to, add ? <T>(load<T>(to) + value) : value);
    }
    tile += TILE_PITCH;
  }
}
