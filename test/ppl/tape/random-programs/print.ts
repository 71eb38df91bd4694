import { isList, type Call, type Expression, type Lambda, type Line } from "./expression.js";

/** The text of an expression, TypeScript that can be run. */
export function print(expression: Expression, indent = ""): string {
  if (expression === null) return "null";
  if (typeof expression === "string") return JSON.stringify(expression);
  if (typeof expression !== "object") return String(expression);
  if (isList(expression)) return `[${printAll(expression, indent)}]`;
  switch (expression.kind) {
    case "use":
      return expression.lent ? expression.name : `${expression.name}.ref`;
    case "path":
      return expression.path;
    case "options": {
      const entries = Object.entries(expression.entries);
      return `{ ${entries.map(([key, item]) => `${key}: ${print(item, indent)}`).join(", ")} }`;
    }
    case "lambda":
      return printLambda(expression, indent);
    case "call":
      return printCall(expression, indent);
  }
}

/** The text of lines, one below the other. */
function printLines(lines: readonly Line[], indent: string): string {
  return lines.map(({ name, value }) => `${indent}const ${name} = ${print(value, indent)};\n`).join("");
}

function printLambda({ parameters, body, result }: Lambda, indent: string): string {
  const inner = `${indent}  `;
  const returned = result === undefined ? "" : `${inner}return ${print(result, inner)};\n`;
  return `(${parameters.join(", ")}) => {\n${printLines(body, inner)}${returned}${indent}}`;
}

function printCall({ callee, args, pick }: Call, indent: string): string {
  const method = typeof callee === "string" && callee.startsWith(".");
  const called = typeof callee === "string" ? callee : print(callee, indent);
  const text = method
    ? `${print(args[0], indent)}${called}(${printAll(args.slice(1), indent)})`
    : `${called}(${printAll(args, indent)})`;
  return pick === undefined ? text : `${text}[${JSON.stringify(pick)}]`;
}

function printAll(items: readonly Expression[], indent: string): string {
  return items.map((item) => print(item, indent)).join(", ");
}
