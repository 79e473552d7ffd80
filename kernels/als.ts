/**
 * Kernels of `src/collaborative/als-kernels.ts` in AssemblyScript: the equations of `als-solver.ts` with two numbers per instruction.
 * Every sum is added in the same order as there, so that the results are equal bit by bit. Addresses are in bytes. A row of factors
 * takes `stride` bytes, a multiple of 64, and is padded with zeros.
 */

const CONVERGED: f64 = 1e-200;
/** Rows whose products are summed before the next block of the matrix, so that they stay in the cache. */
const ROWS_PER_TILE: usize = 32;

/** Inner product: four sums of every fourth product, which are added at the end; the rest belongs to the first. */
function dot(first: usize, second: usize, bytes: usize): f64 {
  let ab = f64x2.splat(0);
  let cd = f64x2.splat(0);
  const whole = bytes & ~31;
  let at: usize = 0;
  for (; at < whole; at += 32) {
    ab = f64x2.add(ab, f64x2.mul(v128.load(first + at), v128.load(second + at)));
    cd = f64x2.add(cd, f64x2.mul(v128.load(first + at, 16), v128.load(second + at, 16)));
  }
  return sumLanes(ab, cd, first, second, at, bytes);
}

/** Ends an inner product: products from `at` on are added to the first of the four sums, then the others. */
function sumLanes(ab: v128, cd: v128, first: usize, second: usize, at: usize, bytes: usize): f64 {
  let a = f64x2.extract_lane(ab, 0);
  for (; at < bytes; at += 8) a += load<f64>(first + at) * load<f64>(second + at);
  return a + f64x2.extract_lane(ab, 1) + f64x2.extract_lane(cd, 0) + f64x2.extract_lane(cd, 1);
}

/** Adds `scale` times the values to the sums. */
function addScaled(sums: usize, values: usize, stride: usize, scale: f64): void {
  const scales = f64x2.splat(scale);
  for (let at: usize = 0; at < stride; at += 16) {
    const sum = v128.load(sums + at);
    v128.store(sums + at, f64x2.add(sum, f64x2.mul(scales, v128.load(values + at))));
  }
}

/** Adds the rows w, x, y and z with their scales, in this order. */
function addFourScaled(
  sums: usize,
  stride: usize,
  w: usize,
  x: usize,
  y: usize,
  z: usize,
  scaleW: f64,
  scaleX: f64,
  scaleY: f64,
  scaleZ: f64,
): void {
  const scalesW = f64x2.splat(scaleW);
  const scalesX = f64x2.splat(scaleX);
  const scalesY = f64x2.splat(scaleY);
  const scalesZ = f64x2.splat(scaleZ);
  for (let at: usize = 0; at < stride; at += 16) {
    let sum = v128.load(sums + at);
    sum = f64x2.add(sum, f64x2.mul(scalesW, v128.load(w + at)));
    sum = f64x2.add(sum, f64x2.mul(scalesX, v128.load(x + at)));
    sum = f64x2.add(sum, f64x2.mul(scalesY, v128.load(y + at)));
    sum = f64x2.add(sum, f64x2.mul(scalesZ, v128.load(z + at)));
    v128.store(sums + at, sum);
  }
}

/** Address of the row of factors of the observed column at an index. */
function rowOf(factors: usize, observed: usize, index: usize, stride: usize): usize {
  return factors + (load<u32>(observed + (index << 2)) as usize) * stride;
}

/** result = (1 + alpha) sum y */
function rightHandSide(
  factors: usize,
  observed: usize,
  count: usize,
  stride: usize,
  alpha: f64,
  result: usize,
): void {
  memory.fill(result, 0, stride);
  const scale = 1 + alpha;
  let index: usize = 0;
  for (; index + 3 < count; index += 4) {
    const w = rowOf(factors, observed, index, stride);
    const x = rowOf(factors, observed, index + 1, stride);
    const y = rowOf(factors, observed, index + 2, stride);
    const z = rowOf(factors, observed, index + 3, stride);
    addFourScaled(result, stride, w, x, y, z, scale, scale, scale, scale);
  }
  for (; index < count; index++) {
    addScaled(result, rowOf(factors, observed, index, stride), stride, scale);
  }
}

/** product = (Y'Y + lambda I) v + alpha sum (y . v) y */
function applyNormalMatrix(
  factors: usize,
  observed: usize,
  count: usize,
  bytes: usize,
  stride: usize,
  gram: usize,
  alpha: f64,
  vector: usize,
  product: usize,
): void {
  for (let at: usize = 0; at < bytes; at += 8) {
    store<f64>(product + at, dot(gram + (at >> 3) * stride, vector, bytes));
  }
  const whole = bytes & ~31;
  let index: usize = 0;
  for (; index + 3 < count; index += 4) {
    const w = rowOf(factors, observed, index, stride);
    const x = rowOf(factors, observed, index + 1, stride);
    const y = rowOf(factors, observed, index + 2, stride);
    const z = rowOf(factors, observed, index + 3, stride);
    let abW = f64x2.splat(0);
    let cdW = f64x2.splat(0);
    let abX = f64x2.splat(0);
    let cdX = f64x2.splat(0);
    let abY = f64x2.splat(0);
    let cdY = f64x2.splat(0);
    let abZ = f64x2.splat(0);
    let cdZ = f64x2.splat(0);
    for (let at: usize = 0; at < whole; at += 32) {
      const ab = v128.load(vector + at);
      const cd = v128.load(vector + at, 16);
      abW = f64x2.add(abW, f64x2.mul(v128.load(w + at), ab));
      cdW = f64x2.add(cdW, f64x2.mul(v128.load(w + at, 16), cd));
      abX = f64x2.add(abX, f64x2.mul(v128.load(x + at), ab));
      cdX = f64x2.add(cdX, f64x2.mul(v128.load(x + at, 16), cd));
      abY = f64x2.add(abY, f64x2.mul(v128.load(y + at), ab));
      cdY = f64x2.add(cdY, f64x2.mul(v128.load(y + at, 16), cd));
      abZ = f64x2.add(abZ, f64x2.mul(v128.load(z + at), ab));
      cdZ = f64x2.add(cdZ, f64x2.mul(v128.load(z + at, 16), cd));
    }
    const scaleW = alpha * sumLanes(abW, cdW, w, vector, whole, bytes);
    const scaleX = alpha * sumLanes(abX, cdX, x, vector, whole, bytes);
    const scaleY = alpha * sumLanes(abY, cdY, y, vector, whole, bytes);
    const scaleZ = alpha * sumLanes(abZ, cdZ, z, vector, whole, bytes);
    addFourScaled(product, stride, w, x, y, z, scaleW, scaleX, scaleY, scaleZ);
  }
  for (; index < count; index++) {
    const row = rowOf(factors, observed, index, stride);
    addScaled(product, row, stride, alpha * dot(row, vector, bytes));
  }
}

/** Improves a solution by conjugate gradients. `scratch` has room for three rows. */
export function improve(
  factors: usize,
  observed: usize,
  count: usize,
  dimensions: usize,
  stride: usize,
  gram: usize,
  alpha: f64,
  solution: usize,
  steps: i32,
  scratch: usize,
): void {
  const bytes = dimensions << 3;
  const residual = scratch;
  const product = scratch + stride;
  const direction = product + stride;
  memory.fill(product, 0, stride);
  rightHandSide(factors, observed, count, stride, alpha, residual);
  applyNormalMatrix(factors, observed, count, bytes, stride, gram, alpha, solution, product);
  addScaled(residual, product, stride, -1);
  memory.copy(direction, residual, stride);
  let error = dot(residual, residual, bytes);
  for (let step = 0; step < steps && error > CONVERGED; step++) {
    applyNormalMatrix(factors, observed, count, bytes, stride, gram, alpha, direction, product);
    const size = error / dot(direction, product, bytes);
    addScaled(solution, direction, stride, size);
    addScaled(residual, product, stride, -size);
    const remaining = dot(residual, residual, bytes);
    const scales = f64x2.splat(remaining / error);
    for (let at: usize = 0; at < stride; at += 16) {
      const next = f64x2.add(
        v128.load(residual + at),
        f64x2.mul(scales, v128.load(direction + at)),
      );
      v128.store(direction + at, next);
    }
    error = remaining;
  }
}

/** Adds `scale y y'` for every observed row to a matrix: to its lower triangle, and to some of the rest. */
export function addOuterProducts(
  sums: usize,
  factors: usize,
  observed: usize,
  count: usize,
  stride: usize,
  scale: f64,
): void {
  for (let tile: usize = 0; tile < count; tile += ROWS_PER_TILE) {
    const end = min(count, tile + ROWS_PER_TILE);
    for (let row: usize = 0; row < stride; row += 16) {
      for (let column: usize = 0; column <= row; column += 64) {
        addBlock(sums, factors, observed, tile, end, stride, scale, row, column);
      }
    }
  }
}

/** Two rows and eight columns of {@link addOuterProducts}, whose sums stay in registers. */
function addBlock(
  sums: usize,
  factors: usize,
  observed: usize,
  start: usize,
  end: usize,
  stride: usize,
  scale: f64,
  row: usize,
  column: usize,
): void {
  const first = sums + (row >> 3) * stride + column;
  const second = first + stride;
  let a0 = v128.load(first);
  let a1 = v128.load(first, 16);
  let a2 = v128.load(first, 32);
  let a3 = v128.load(first, 48);
  let b0 = v128.load(second);
  let b1 = v128.load(second, 16);
  let b2 = v128.load(second, 32);
  let b3 = v128.load(second, 48);
  for (let index = start; index < end; index++) {
    const y = rowOf(factors, observed, index, stride);
    const a = f64x2.splat(scale * load<f64>(y + row));
    const b = f64x2.splat(scale * load<f64>(y + row, 8));
    const y0 = v128.load(y + column);
    const y1 = v128.load(y + column, 16);
    const y2 = v128.load(y + column, 32);
    const y3 = v128.load(y + column, 48);
    a0 = f64x2.add(a0, f64x2.mul(a, y0));
    b0 = f64x2.add(b0, f64x2.mul(b, y0));
    a1 = f64x2.add(a1, f64x2.mul(a, y1));
    b1 = f64x2.add(b1, f64x2.mul(b, y1));
    a2 = f64x2.add(a2, f64x2.mul(a, y2));
    b2 = f64x2.add(b2, f64x2.mul(b, y2));
    a3 = f64x2.add(a3, f64x2.mul(a, y3));
    b3 = f64x2.add(b3, f64x2.mul(b, y3));
  }
  v128.store(first, a0);
  v128.store(first, a1, 16);
  v128.store(first, a2, 32);
  v128.store(first, a3, 48);
  v128.store(second, b0);
  v128.store(second, b1, 16);
  v128.store(second, b2, 32);
  v128.store(second, b3, 48);
}

/** Solves the equations exactly. `normal` has room for a matrix. Returns false if it is not positive definite. */
export function solve(
  factors: usize,
  observed: usize,
  count: usize,
  dimensions: usize,
  stride: usize,
  gram: usize,
  alpha: f64,
  solution: usize,
  normal: usize,
): bool {
  memory.copy(normal, gram, dimensions * stride);
  addOuterProducts(normal, factors, observed, count, stride, alpha);
  rightHandSide(factors, observed, count, stride, alpha, solution);
  if (!cholesky(normal, dimensions, stride)) return false;
  substitute(normal, dimensions, stride, solution);
  return true;
}

function cholesky(matrix: usize, dimensions: usize, stride: usize): bool {
  for (let row: usize = 0; row < dimensions; row++) {
    const start = matrix + row * stride;
    for (let column: usize = 0; column < row; column++) {
      const other = matrix + column * stride;
      const entry = start + (column << 3);
      const rest = load<f64>(entry) - dot(start, other, column << 3);
      store<f64>(entry, rest / load<f64>(other + (column << 3)));
    }
    const diagonal = start + (row << 3);
    const pivot = load<f64>(diagonal) - dot(start, start, row << 3);
    if (!(pivot > 0 && pivot < Infinity)) return false;
    store<f64>(diagonal, sqrt(pivot));
  }
  return true;
}

/** Solves L L' x = b; x overwrites b. */
function substitute(factor: usize, dimensions: usize, stride: usize, vector: usize): void {
  for (let row: usize = 0; row < dimensions; row++) {
    const start = factor + row * stride;
    const entry = vector + (row << 3);
    const rest = load<f64>(entry) - dot(start, vector, row << 3);
    store<f64>(entry, rest / load<f64>(start + (row << 3)));
  }
  for (let row = dimensions; row-- > 0;) {
    const start = factor + row * stride;
    const entry = vector + (row << 3);
    const solved = load<f64>(entry) / load<f64>(start + (row << 3));
    store<f64>(entry, solved);
    for (let at: usize = 0; at < row << 3; at += 8) {
      store<f64>(vector + at, load<f64>(vector + at) - load<f64>(start + at) * solved);
    }
  }
}
