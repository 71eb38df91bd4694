import {
  isLambda,
  isList,
  isUse,
  mapInside,
  use,
  usesIn,
  type Call,
  type Expression,
  type Lambda,
  type Line,
} from "./expression.js";

/**
 * A smaller program with the same fault: takes the first smaller one that has it, again and again.
 * @param tries How many programs may be looked at.
 */
export function shrink<P>(
  program: P,
  smaller: (program: P) => Iterable<P>,
  hasFault: (program: P) => boolean,
  tries = 300,
): P {
  for (const candidate of smaller(program)) {
    if (tries-- <= 0) return program;
    if (hasFault(candidate)) return shrink(candidate, smaller, hasFault, tries);
  }
  return program;
}

/** Functions with one line or one result less. Not all of them can be run. */
export function* smallerLambdas(lambda: Lambda): Iterable<Lambda> {
  const { body, result } = lambda;
  for (let i = body.length - 1; i >= 0; i--) {
    for (const name of new Set(usesIn(body[i].value))) yield withoutUnused(bypassed(lambda, i, name));
    const inlined = withCallInlined(lambda, i);
    if (inlined !== undefined) yield withoutUnused(inlined);
    if (hasEffect(body[i])) yield withoutUnused({ ...lambda, body: body.toSpliced(i, 1) });
    for (const value of smallerCalls(body[i].value)) {
      yield withoutUnused({ ...lambda, body: body.with(i, { name: body[i].name, value }) });
    }
  }
  if (result === undefined || !isList(result)) return;
  const [value, others] = result;
  if (!isList(others)) return;
  for (let i = 0; i < others.length; i++) {
    yield withoutUnused({ ...lambda, result: [value, others.toSpliced(i, 1)] });
  }
}

/** The function without line `i`, with the value `name` wherever that of the line was used. */
function bypassed(lambda: Lambda, i: number, name: string): Lambda {
  const line = lambda.body[i];
  const replace = (expression: Expression): Expression =>
    isUse(expression) && expression.name === line.name ? use(name) : mapInside(expression, replace);
  return replace({ ...lambda, body: lambda.body.toSpliced(i, 1) }) as Lambda;
}

/** The function with the body of the function that line `i` makes and calls, in the place of that call. */
function withCallInlined(lambda: Lambda, i: number): Lambda | undefined {
  const { name, value } = lambda.body[i];
  const inner = typeof value.callee === "string" ? undefined : value.callee.args[0];
  if (!isLambda(inner)) return undefined;
  const given = new Map(inner.parameters.map((parameter, k) => [parameter, value.args[k]]));
  const put = (expression: Expression): Expression =>
    (isUse(expression) ? given.get(expression.name) : undefined) ?? mapInside(expression, put);
  const body = inner.body.map((line) => ({ name: line.name, value: put(line.value) as Call }));
  const spliced = { ...lambda, body: lambda.body.toSpliced(i, 1, ...body) };
  if (inner.result === undefined) return spliced;
  const result = put(inner.result);
  const replace = (expression: Expression): Expression =>
    isUse(expression) && expression.name === name ? result : mapInside(expression, replace);
  return replace(spliced) as Lambda;
}

/** Calls in which one of the functions among the arguments, or in the callee, is smaller. */
function* smallerCalls(value: Call): Iterable<Call> {
  const { callee, args } = value;
  if (typeof callee !== "string")
    for (const smaller of smallerCalls(callee)) yield { ...value, callee: smaller };
  for (const [i, argument] of args.entries()) {
    if (!isLambda(argument)) continue;
    for (const smaller of smallerLambdas(argument)) yield { ...value, args: args.with(i, smaller) };
  }
}

/** The function without lines that nothing uses. */
function withoutUnused(lambda: Lambda): Lambda {
  const needed = new Set(lambda.result === undefined ? [] : usesIn(lambda.result));
  const body: Line[] = [];
  for (const line of lambda.body.toReversed()) {
    if (!needed.has(line.name) && !hasEffect(line)) continue;
    body.unshift(line);
    for (const name of usesIn(line.value)) needed.add(name);
  }
  return { ...lambda, body };
}

const effects = new Set(["sample", "factor", "deterministic", "plate", "mask", "scale"]);

/** Whether a line does something besides computing a value. */
function hasEffect({ value: { callee } }: Line): boolean {
  const called = typeof callee === "string" ? callee : callee.callee;
  return typeof called === "string" && effects.has(called);
}
