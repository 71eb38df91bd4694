// A request as it is written to a connection.
export const token = "the-token-of-the-fuzzed-service";
const predict = "/v1/models/mnist/predict";
export const infer = "/v2/models/mnist/infer";

/**
 * @param {{ method?: string, path?: string, type?: string, headers?: string[], auth?: string, version?: string }} options
 */
export function head({
  method = "POST",
  path = predict,
  type,
  headers = [],
  auth = `Bearer ${token}`,
  version = "1.1",
} = {}) {
  return [
    `${method} ${path} HTTP/${version}`,
    "Host: localhost",
    ...(auth === "" ? [] : [`Authorization: ${auth}`]),
    ...(type === undefined ? [] : [`Content-Type: ${type}`]),
    ...headers,
    "",
    "",
  ].join("\r\n");
}

export function request(body, options = {}) {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
  const { headers = [] } = options;
  return [head({ ...options, headers: [...headers, `Content-Length: ${bytes.length}`] }), bytes];
}

export function json(value, options = {}) {
  const text = typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value);
  return request(text, { type: "application/json", ...options });
}

const boundary = "----nescio";

/** A form of parts: [lines of its head, contents]. */
export function form(
  parts,
  { end = `--${boundary}--\r\n`, type = `multipart/form-data; boundary=${boundary}` } = {},
) {
  const bytes = parts.map(([lines, contents]) =>
    Buffer.concat([
      Buffer.from([`--${boundary}`, ...lines, "", ""].join("\r\n")),
      Buffer.from(contents),
      Buffer.from("\r\n"),
    ]),
  );
  return request(Buffer.concat([...bytes, Buffer.from(end)]), { type });
}

export const file = (name, contents) => [
  [`Content-Disposition: form-data; name="${name}"; filename="a.png"`, "Content-Type: image/png"],
  contents,
];
