// Pooling of square windows, a panel of images at a time. Windows do not reach over the edge.
import { activePanels, Control } from "./control";
import { writeOnes } from "./input";
import { splat } from "./simd";
import { fromGradientRows, gradientRows, Window } from "./window";

/** The largest or the mean under each window, into `out`, its square into `squares` (0: none). */
// @ts-ignore: decorator
@inline
function pool(isMax: bool, g: Window, x: usize, out: usize, squares: usize): void {
  const pitch = <usize>g.fromPitch << 5;
  const pixel = <usize>g.channels << 5;
  const share = splat(1 / <f32>(g.kernel * g.kernel));
  const floor = splat(g.relu ? 0 : -Infinity);
  for (let i = 0; i < g.height; i++) {
    let from = x + <usize>(i * g.stride) * pitch;
    let offset = <usize>(g.first + i * g.pitch) << 5;
    for (let j = 0; j < g.width; j++) {
      for (let f: usize = 0; f < pixel; f += 16) {
        let value = splat(isMax ? -Infinity : 0);
        for (let row = from + f, k = g.kernel; k > 0; k--, row += pitch) {
          for (let tap = row, l = g.kernel; l > 0; l--, tap += pixel) {
            const v = v128.load(tap);
            value = isMax ? f32x4.pmax(value, v) : f32x4.add(value, v);
          }
        }
        if (!isMax) value = f32x4.pmax(f32x4.mul(value, share), floor);
        v128.store(out + offset + f, value);
        if (squares) v128.store(squares + offset + f, f32x4.mul(value, value));
      }
      from += <usize>g.stride * pixel;
      offset += pixel;
    }
  }
}

/**
 * The gradient with respect to the pool's input, through the relu that made it; with a `ratio` (the input's layer has
 * weights and the local reparameterisation) also dx·ratio. The first of a window's largest values gets its gradient.
 */
// @ts-ignore: decorator
@inline
function unpool(
  isMax: bool, g: Window, x: usize, dz: usize, relu: i32, ratio: usize, dx: usize, dxv: usize,
): void {
  const pixel = <usize>g.channels << 5;
  const pitch = <usize>g.fromPitch << 5;
  const bytes = <usize>fromGradientRows(g) << 5;
  const share = splat(1 / <f32>(g.kernel * g.kernel));
  memory.fill(dx, 0, bytes);
  if (ratio) memory.fill(dxv, 0, bytes);
  for (let i = 0; i < g.height; i++) {
    let corner = <usize>(i * g.stride) * pitch;
    for (let j = 0; j < g.width; j++) {
      for (let f: usize = 0; f < pixel; f += 16) {
        const gradient = v128.load(dz + f);
        const part = isMax ? gradient : f32x4.mul(gradient, share);
        let top = splat(-Infinity);
        if (isMax) {
          for (let row = x + corner + f, k = g.kernel; k > 0; k--, row += pitch) {
            for (let tap = row, l = g.kernel; l > 0; l--, tap += pixel) top = f32x4.pmax(top, v128.load(tap));
          }
        }
        let open = i32x4.splat(-1);
        for (let row = corner + f, k = g.kernel; k > 0; k--, row += pitch) {
          for (let tap = row, l = g.kernel; l > 0; l--, tap += pixel) {
            const value = v128.load(x + tap);
            let passed = part;
            if (isMax) {
              const hit = v128.and(f32x4.eq(value, top), open);
              open = v128.andnot(open, hit);
              passed = v128.and(passed, hit);
            }
            if (relu) passed = v128.and(passed, f32x4.gt(value, splat(0)));
            v128.store(dx + tap, f32x4.add(v128.load(dx + tap), passed));
            if (ratio) {
              const variance = f32x4.mul(passed, v128.load(ratio + tap));
              v128.store(dxv + tap, f32x4.add(v128.load(dxv + tap), variance));
            }
          }
        }
      }
      dz += pixel;
      corner += <usize>g.stride * pixel;
    }
  }
}

/** `unpool` of the largest of 2×2 values whose windows do not overlap: each value is met once. */
// @ts-ignore: decorator
@inline
function unpoolPairs(g: Window, x: usize, dz: usize, relu: i32, ratio: usize, dx: usize, dxv: usize): void {
  const pixel = <usize>g.channels << 5;
  const pitch = <usize>g.fromPitch << 5;
  if (g.height * g.stride != g.fromHeight || g.width * g.stride != g.fromWidth || g.stride > 2) {
    const bytes = <usize>fromGradientRows(g) << 5;
    memory.fill(dx, 0, bytes);
    if (ratio) memory.fill(dxv, 0, bytes);
  }
  for (let i = 0; i < g.height; i++) {
    let corner = <usize>(i * g.stride) * pitch;
    for (let j = 0; j < g.width; j++) {
      for (let f: usize = 0; f < pixel; f += 16) {
        const first = corner + f, second = first + pixel, third = first + pitch, fourth = third + pixel;
        const a = v128.load(x + first), b = v128.load(x + second), c = v128.load(x + third), d = v128.load(x + fourth);
        const top = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d));
        let left = v128.load(dz + f);
        // What the largest passes on, and no smaller one does.
        if (relu) left = v128.and(left, f32x4.gt(top, splat(0)));
        let hit = f32x4.eq(a, top);
        pass(v128.and(left, hit), ratio, first, dx, dxv);
        left = v128.andnot(left, hit);
        hit = f32x4.eq(b, top);
        pass(v128.and(left, hit), ratio, second, dx, dxv);
        left = v128.andnot(left, hit);
        hit = f32x4.eq(c, top);
        pass(v128.and(left, hit), ratio, third, dx, dxv);
        left = v128.andnot(left, hit);
        pass(v128.and(left, f32x4.eq(d, top)), ratio, fourth, dx, dxv);
      }
      dz += pixel;
      corner += <usize>g.stride * pixel;
    }
  }
}

// @ts-ignore: decorator
@inline
function pass(gradient: v128, ratio: usize, at: usize, dx: usize, dxv: usize): void {
  v128.store(dx + at, gradient);
  if (ratio) v128.store(dxv + at, f32x4.mul(gradient, v128.load(ratio + at)));
}

/** One panel, for prediction. */
export function poolPanel(isMax: bool, g: Window, x: usize, out: usize): void {
  if (isMax) pool(true, g, x, out, 0);
  else pool(false, g, x, out, 0);
}

/** Unit = one panel. */
export function poolForward(
  panel: i32, _scratch: usize, control: usize, isMax: i32, window: usize, x: usize, out: usize, squares: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const from = x + (<usize>panel * <usize>g.fromRows << 5);
  const to = <usize>panel * <usize>g.rows << 5;
  const toSquares = squares ? squares + to : 0;
  if (isMax) pool(true, g, from, out + to, toSquares);
  else pool(false, g, from, out + to, toSquares);
  writeOnes(out + to, g.rows - 1, panel * 8, c.count);
  if (squares) writeOnes(toSquares, g.rows - 1, panel * 8, c.count);
}

/** Unit = one panel. */
export function poolBackward(
  panel: i32, _scratch: usize, control: usize,
  isMax: i32, window: usize, x: usize, dz: usize, relu: i32, ratio: usize, dx: usize, dxv: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const from = x + (<usize>panel * <usize>g.fromRows << 5);
  const gradients = dz + (<usize>panel * <usize>gradientRows(g) << 5);
  const plain = <usize>panel * <usize>fromGradientRows(g) << 5;
  // The input's own panels, which have no border.
  const ratios = ratio ? ratio + (<usize>panel * <usize>g.fromRows << 5) : 0;
  if (isMax && g.kernel == 2 && g.stride >= 2) unpoolPairs(g, from, gradients, relu, ratios, dx + plain, dxv + plain);
  else if (isMax) unpool(true, g, from, gradients, relu, ratios, dx + plain, dxv + plain);
  else unpool(false, g, from, gradients, relu, ratios, dx + plain, dxv + plain);
}
