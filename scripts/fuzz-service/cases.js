import { badPictures, png } from "./pictures.js";
import { reviewCases } from "./review-cases.js";
import { file, form, head, infer, json, request } from "./requests.js";

// Each case makes what is written to a connection, and says which statuses are right for it.

const pixels = Array.from({ length: 784 }, (_, i) => i % 256);
const deep = (depth, open = "[", close = "]") => open.repeat(depth) + close.repeat(depth);
const good = () => png(28, 28);

/** Of the predict route, JSON. */
const bodies = {
  nothing: () => ["", [400]],
  "half of it": (random) => {
    const text = JSON.stringify({ inputs: [pixels] });
    return [text.slice(0, 1 + random.below(text.length - 1)), [400]];
  },
  "another value": (random) => [
    random.of(["5", '"a"', "[]", "true", "{}", '{"inputs":{}}', '{"inputs":[]}', '{"inputs":null}']),
    [400],
  ],
  null: () => ["null", [400, 415]],
  "no input": (random) => [
    { inputs: [random.of([null, 5, "a", true, {}, [], [[]], [[[]]], [[[[1]]]], [null], ["1"]])] },
    [400],
  ],
  "numbers that are none": (random) => [
    random.of([
      '{"inputs":[[NaN]]}',
      '{"inputs":[[Infinity]]}',
      '{"inputs":[[01]]}',
      '{"inputs":[[0x1]]}',
      '{"inputs":[[1,]]}',
    ]),
    [400],
  ],
  "numbers beyond all": () => ['{"inputs":[[1e999]]}', [400]],
  "another count of numbers": (random) => [{ inputs: [pixels.slice(0, 1 + random.below(783))] }, [422]],
  "numbers beyond a pixel": (random) => [
    { inputs: [pixels.with(random.below(784), random.of([-1, 256, 1e30, 0.5]))] },
    [200, 422],
  ],
  "another depth here and there": () => [{ inputs: [[1, [2], [[3]]]] }, [400]],
  "depth 100,000": (random) => {
    const [open, close] = random.of([
      ["[", "]"],
      ['{"a":', "}"],
    ]);
    const inner = deep(100_000, open, close).replace('{"a":}', "{}");
    return [
      random.of([inner, `{"inputs":${inner}}`, `{"inputs":[${inner}]}`, `{"inputs":[{"row":${inner}}]}`]),
      [400],
    ];
  },
  "depth without an end": () => ["[".repeat(100_000), [400]],
  "keys that lead elsewhere": (random) => {
    const key = random.of([
      '"__proto__":{"a":1}',
      '"constructor":{"prototype":{"a":1}}',
      '"\\u005f_proto__":{"a":1}',
    ]);
    return [
      random.of([`{"inputs":[],${key}}`, `{"inputs":[{"row":{${key}}}]}`, `{"inputs":[{${key}}]}`]),
      [400],
    ];
  },
  "keys that there are not": () => [{ inputs: [pixels], other: 1 }, [400]],
  "both a picture and a row": () => [{ inputs: [{ image: good().toString("base64"), row: {} }] }, [400]],
  "a row for a model of images": (random) => [
    {
      inputs: [
        { row: { [random.of(["a", "\ud800", "\0", "toString"])]: random.of([1, "a", null, "\udfff"]) } },
      ],
    },
    [422],
  ],
  "a row of lists": () => [{ inputs: [{ row: { a: [1] } }] }, [400]],
  "a column of no name": () => [{ inputs: [{ row: { "": 1 } }] }, [400]],
  "no base64": (random) => [
    {
      inputs: [
        {
          image: random.of([
            "",
            "a",
            "ä",
            "====",
            "AAA",
            "A===",
            "\ud800",
            "data:image/png;base64,AAAA",
            "AA AA",
          ]),
        },
      ],
    },
    [400],
  ],
  "an image of numbers": () => [{ inputs: [{ image: [1, 2] }] }, [400]],
  "too many inputs": () => [{ inputs: Array(17).fill([1]) }, [413]],
  "far too many": () => [`{"inputs":[${"1,".repeat(200_000)}1]}`, [400, 413]],
  "wrong in each place": () => [`{"inputs":[[${'"",'.repeat(100_000)}""]]}`, [400]],
  "bytes that are no text": (random) => [
    Buffer.concat([Buffer.from('{"inputs":["'), random.bytes(20), Buffer.from('"]}')]),
    [400],
  ],
  "too long": () => [`{"inputs":[[${"1,".repeat(600_000)}1]]}`, [413]],
  "a wrong one, its media type said in another way": (random) => [
    random.of([{}, { inputs: 5 }, { inputs: [null] }]),
    [400, 415],
    random.of([
      ...[
        "Application/JSON",
        "application/json;charset=utf-8",
        "application/json ; a=b",
        "application/json;;;",
      ],
      ...[
        "application/json; charset=utf-16",
        " application/json",
        "application/json,text/plain",
        "application/json\t",
      ],
      ...['application/json;a="b;c"', "application/json;multipart/form-data", "text/plain;application/json"],
    ]),
  ],
  "a byte changed": (random) => {
    const bytes = Buffer.from(
      JSON.stringify({ inputs: [pixels.slice(0, 20), { image: good().toString("base64") }] }),
    );
    for (let i = 0; i <= random.below(3); i++) bytes[random.below(bytes.length)] = random.below(256);
    return [bytes, [400, 413, 422]];
  },
};

const ofPicture = Object.entries(badPictures).map(([name, make]) => [
  name,
  (random) => {
    const [bytes, statuses] = make(random);
    const way = random.below(4);
    const image = bytes.toString("base64");
    // Beyond a file's limit, where it is large.
    if (way === 0) return { pieces: request(bytes, { type: "image/png" }), statuses };
    if (way === 1) return { pieces: json({ inputs: [{ image }] }), statuses };
    if (way === 2) return { pieces: form([file("a", good()), file("b", bytes)]), statuses };
    const inputs = [{ name: "image", shape: [1], datatype: "BYTES", data: [image] }];
    return { pieces: json({ inputs }, { path: infer }), statuses, form: "v2" };
  },
]);

const tensor = (given) => ({ name: "pixels", shape: [1, 784], datatype: "UINT8", data: pixels, ...given });

/** Of the Open Inference Protocol, JSON. */
const tensors = {
  nothing: () => ["", [400]],
  "no tensors": (random) => [random.of([{}, { inputs: [] }, { inputs: {} }, { inputs: [5] }, []]), [400]],
  "no shape": (random) => [
    {
      inputs: [
        tensor({ shape: random.of([[], null, 5, [0], [-1, 784], [1.5], ["1"], [1, 1, 1, 1, 784], [1e999]]) }),
      ],
    },
    [400],
  ],
  "another shape": (random) => [
    {
      inputs: [
        tensor({
          shape: random.of([
            [2, 784],
            [1, 28],
            [9e15, 9e15],
            [784, 9],
          ]),
        }),
      ],
    },
    [400, 413, 422],
  ],
  "an input of each number": () => [{ inputs: [tensor({ shape: [784] })] }, [413, 422]],
  "another kind of value": (random) => [
    { inputs: [tensor({ datatype: random.of(["BYTES", "STRING", "", 5, null, "__proto__"]) })] },
    [400, 422],
  ],
  "values that are none": (random) => [
    {
      inputs: [
        tensor({
          shape: [1, 1],
          data: random.of([[{}], [[{}]], null, "a", [[[[[1]]]]], [1, [1]], ["a"], [null]]),
        }),
      ],
    },
    [400, 422],
  ],
  "no base64": (random) => [
    {
      inputs: [
        tensor({ shape: [1], datatype: "BYTES", data: [random.of(["", "ä", "a b", "=", null, 5, true])] }),
      ],
    },
    [400, 422],
  ],
  "tensors of several lengths": () => [{ inputs: [tensor({}), tensor({ shape: [2, 392] })] }, [422]],
  "outputs that there are not": (random) => [
    {
      inputs: [tensor({})],
      outputs: random.of([
        [{ name: "other" }],
        [{}],
        [{ name: "__proto__" }],
        [{ name: "constructor" }],
        Array(101).fill({ name: "label" }),
        5,
      ]),
    },
    [400],
  ],
  "depth 100,000": () => [
    `{"inputs":[{"name":"a","shape":[1],"datatype":"UINT8","data":${deep(100_000)}}]}`,
    [400],
  ],
  "deep parameters": () => [`{"parameters":{"a":${deep(100_000)}},"inputs":[]}`, [400]],
  "wrong in each place": () => [`{"inputs":[${"{},".repeat(100_000)}{}]}`, [400, 413]],
  "a long shape": () => [
    `{"inputs":[{"name":"a","datatype":"UINT8","data":[1],"shape":[${'"",'.repeat(100_000)}1]}]}`,
    [400],
  ],
  "keys that lead elsewhere": () => ['{"inputs":[],"__proto__":{}}', [400]],
};

const methods = ["GET", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "OPTIONS", "HEAD", "LOCK", "SEARCH"];
const oddPaths = [
  ...[
    "/v1/none",
    "/v1/models/",
    "/v1/models/mnist/",
    "/v1//models",
    "//",
    "/%00",
    "/v1/models/%00",
    "/v1/models/a%2Fb",
  ],
  ...[
    "/v1/models/..%2f..%2fetc%2fpasswd",
    "/v1/models/../../etc/passwd",
    "/v1/models/constructor",
    "/v1/models/__proto__",
  ],
  ...[
    "/v1/models/%F0%9F%99%82",
    "/v1/models/'\"<>",
    "/v1/models/{name}",
    "/v1/models/:name",
    "/.git/config",
    "/v1/models/mnist%20",
  ],
  ...[
    `/v1/models/${"a".repeat(3000)}`,
    "/v1/models/mnist;a=b",
    "/*",
    "/v1/*",
    "/V1/MODELS",
    "/models/mnist",
    "/index.php?a=b",
  ],
];

/** What is no request of JSON. */
const others = {
  "another method": (random) => {
    const method = random.of(methods);
    return { pieces: [head({ method })], statuses: [404], form: method === "HEAD" ? "bare" : "problem" };
  },
  "a method that there is not": (random) => ({
    pieces: [head({ method: random.of(["FOO", "get", "G\0T", "PO ST", "é"]) })],
    statuses: [400],
  }),
  "an unknown path": (random) => ({
    pieces: [head({ method: "GET", path: random.of(oddPaths) })],
    // A name may be too long for a route.
    statuses: [404, 414],
  }),
  "a path that cannot be read": (random) => ({
    pieces: [
      head({
        method: "GET",
        path: random.of([
          "/v1/models/%",
          "/v1/models/%zz",
          "/v1/models/%ED%A0%80",
          "/%C0%AF",
          "/v1/models/%E0%A4%A",
        ]),
      }),
    ],
    statuses: [400],
  }),
  "a path with signs that may not be there": (random) => ({
    pieces: [
      head({ method: "GET", path: random.of(["/\0", "/a b", "/\x7f", "/a\tb", "v1/models", "", "*"]) }),
    ],
    statuses: [400, 404],
  }),
  "a model that there is not": (random) =>
    random.below(2) === 0
      ? { pieces: json({ inputs: [pixels] }, { path: "/v1/models/other/predict" }), statuses: [404] }
      : {
          pieces: json({ inputs: [tensor({})] }, { path: "/v2/models/other/infer" }),
          statuses: [404],
          form: "v2",
        },
  "a query that is wrong": (random) => ({
    pieces: json(
      { inputs: [pixels] },
      {
        path: `/v1/models/mnist/predict?${random.of([
          ...[
            "timeoutMs=-1",
            "timeoutMs=x",
            "timeoutMs=1.5",
            "timeoutMs=1e999",
            "timeoutMs=",
            "timeoutMs=NaN",
            "a=b",
            "review=other",
          ],
          ...[
            "review=none&review=none",
            "__proto__=1",
            "constructor=1",
            "review[]=none",
            "%00=1",
            "timeoutMs=1&timeoutMs=2",
          ],
        ])}`,
      },
    ),
    statuses: [400],
  }),
  "too little time": () => ({
    pieces: json({ inputs: [pixels] }, { path: "/v1/models/mnist/predict?timeoutMs=1" }),
    statuses: [504, 200],
  }),
  "another token": (random) => {
    const auth = random.of([
      "",
      "Bearer",
      "Bearer ",
      "Bearer x",
      "Basic YTpi",
      "bearer",
      "Token abc",
      `Bearer ${"a".repeat(5000)}`,
      "Bearer a b",
      "Bearer \xff\xfe",
    ]);
    const path = random.of([
      "/v1/models",
      "/metrics",
      "/v1/watch",
      "/%761/models",
      "http://localhost/v1/models",
    ]);
    return { pieces: [Buffer.from(head({ method: "GET", path, auth }), "latin1")], statuses: [401] };
  },
  "another media type": (random) => ({
    pieces: request(JSON.stringify({ inputs: [pixels] }), {
      type: random.of([
        undefined,
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
        "a",
        "",
        "/",
        ";",
        "application/jsonx",
        "video/mp4",
        '"',
        "application/json json",
      ]),
    }),
    statuses: [415],
  }),
  "a page of elsewhere": (random) => ({
    pieces: json(
      { inputs: [pixels] },
      {
        headers: [
          random.of([
            "Origin: https://evil.example",
            "Origin: null",
            "Origin: :",
            "Sec-Fetch-Site: cross-site",
          ]),
        ],
      },
    ),
    statuses: [403],
  }),
  "a preflight of elsewhere": () => ({
    pieces: [
      head({
        method: "OPTIONS",
        headers: ["Origin: https://evil.example", "Access-Control-Request-Method: POST"],
      }),
    ],
    statuses: [403],
  }),
  "headers that are too large": (random) => ({
    pieces: [
      head({
        headers: random.of([
          [`X: ${"a".repeat(40_000)}`],
          Array.from({ length: 3000 }, (_, i) => `X-${i}: a`),
          [`Cookie: ${"a=b; ".repeat(9000)}`],
        ]),
      }),
    ],
    statuses: [431],
  }),
  "a path that is too long": () => ({
    pieces: [head({ method: "GET", path: `/${"a".repeat(30_000)}` })],
    statuses: [431],
  }),
  "headers that are none": (random) => ({
    pieces: [
      head({
        headers: [
          random.of([
            "no colon",
            ": a",
            "A\0: b",
            "A: b\0c",
            "A : b",
            "Content-Length: -1",
            "Content-Length: x",
            "Content-Length: 1\r\nContent-Length: 2",
            "Transfer-Encoding: none\r\nContent-Length: 3",
            "Content-Length: 99999999999999999999999",
            "Transfer-Encoding: chunked\r\nContent-Length: 5",
          ]),
        ],
      }),
    ],
    statuses: [400],
  }),
  "no host": () => ({ pieces: ["GET /v1/models HTTP/1.1\r\n\r\n"], statuses: [400] }),
  "an expectation": () => ({ pieces: [head({ headers: ["Expect: wonders"] })], statuses: [417] }),
  "a body that says that it is too long": () => ({
    pieces: [head({ type: "image/png", headers: ["Content-Length: 99999999"] })],
    statuses: [413],
  }),
  "a body without an end": (random) => ({
    pieces: [
      head({
        type: random.of(["image/png", "application/json", "multipart/form-data; boundary=a"]),
        headers: ["Content-Length: 500"],
      }),
      "half",
    ],
    ...{ statuses: [400], half: true },
  }),
  "a head without an end": (random) => ({
    pieces: [head().slice(0, 5 + random.below(60))],
    statuses: [400],
    half: true,
  }),
  "a head that does not come": (random) => ({
    pieces: [head().slice(0, 5 + random.below(60))],
    statuses: [408],
    isSlow: true,
  }),
  "a body that does not come": (random) => ({
    pieces: [
      head({
        type: random.of(["image/png", "application/json", "multipart/form-data; boundary=a"]),
        headers: ["Content-Length: 500"],
      }),
      "half",
    ],
    ...{ statuses: [408], isSlow: true },
  }),
  "chunks that are none": (random) => ({
    pieces: [
      head({ type: "image/png", headers: ["Transfer-Encoding: chunked"] }),
      random.of(["x\r\n", "-1\r\n", "5\r\nabcdefgh\r\n", "ffffffffffffffffff\r\n", "1;\0\r\na\r\n", "\r\n"]),
    ],
    statuses: [400],
  }),
  "chunks that are too much": () => ({
    pieces: [
      head({ type: "image/png", headers: ["Transfer-Encoding: chunked"] }),
      ...Array(40).fill(`8000\r\n${"a".repeat(0x8000)}\r\n`),
      "0\r\n\r\n",
    ],
    statuses: [413],
  }),
  "what is no HTTP": (random) => ({
    pieces: [
      random.of([
        "garbage\r\n\r\n",
        "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
        "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "SSH-2.0-x\r\n",
        "{}\r\n\r\n",
        "GET / FTP/1.1\r\n\r\n",
      ]),
    ],
    statuses: [400],
  }),
  noise: (random) => ({
    pieces: [Buffer.concat([Buffer.from([random.below(65)]), random.bytes(40), Buffer.from("\r\n\r\n")])],
    statuses: [400],
    half: true,
  }),
  "HTTP/0.9": () => ({ pieces: ["GET /\r\n\r\n"], statuses: [400, 401] }),
  "nothing but lines": () => ({
    pieces: ["\r\n".repeat(50)],
    statuses: [undefined, 400, 408],
    half: true,
    form: "none",
  }),
  "garbage behind a request": (random) => ({
    pieces: [
      head({ method: "GET", path: "/healthz" }),
      random.of(["garbage\r\n\r\n", "GET\r\n\r\n", "\0\0\0"]),
    ],
    ...{ statuses: [200, 400], form: "any" },
  }),
};

const forms = {
  "no part": () => ({ pieces: form([]), statuses: [400, 422] }),
  "no boundary": (random) => ({
    pieces: form([file("a", good())], {
      type: random.of([
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary",
      ]),
    }),
    statuses: [400, 406, 415, 422],
  }),
  "another boundary": () => ({
    pieces: form([file("a", good())], { type: "multipart/form-data; boundary=other" }),
    statuses: [400, 422],
  }),
  "no end": (random) => ({
    pieces: form([file("a", good())], { end: random.of(["", "----nescio", "--"]) }),
    statuses: [400],
  }),
  "a part without a name": (random) => ({
    pieces: form([
      [
        [
          random.of([
            "Content-Disposition: form-data",
            "Content-Type: image/png",
            "X: y",
            'Content-Disposition: form-data; filename="a"',
            "Content-Disposition: attachment",
          ]),
        ],
        "a",
      ],
    ]),
    statuses: [400, 422],
  }),
  "a field for a file": () => ({
    pieces: form([[['Content-Disposition: form-data; name="a"'], "text"]]),
    statuses: [422],
  }),
  "names that lead elsewhere": (random) => ({
    pieces: form([file(random.of(["__proto__", "constructor", "toString", "hasOwnProperty"]), "none")]),
    statuses: [400, 422],
  }),
  "names of odd signs": (random) => ({
    pieces: form([file(random.of(["\0", "a\0b", "\ud800", "é", "%00", "../../a", "a".repeat(190)]), "none")]),
    statuses: [400, 422],
  }),
  "many parts": (random) => ({
    pieces: form(Array.from({ length: 9 + random.below(200) }, (_, i) => file(`a${i}`, "x"))),
    statuses: [413],
  }),
  "many fields": () => ({
    pieces: form(
      Array.from({ length: 40 }, (_, i) => [[`Content-Disposition: form-data; name="f${i}"`], "x"]),
    ),
    statuses: [413],
  }),
  "a long head of a part": (random) => ({
    pieces: form([[Array.from({ length: 500 }, (_, i) => `X-${i}: ${"a".repeat(random.below(300))}`), "a"]]),
    statuses: [400, 413, 422],
  }),
  "a file that is too large": () => ({ pieces: form([file("a", Buffer.alloc(300_000))]), statuses: [413] }),
  "an empty file": () => ({ pieces: form([file("a", "")]), statuses: [422] }),
  "a form within": () => ({
    pieces: form([
      [
        ['Content-Disposition: form-data; name="a"', "Content-Type: multipart/mixed; boundary=b"],
        "--b\r\n\r\n--b--",
      ],
    ]),
    statuses: [400, 422],
  }),
  "noise for a form": (random) => ({
    pieces: request(random.bytes(200), { type: "multipart/form-data; boundary=a" }),
    statuses: [400, 422],
  }),
  "a form for another kind": () => ({
    pieces: form([file("a", good())], { type: "multipart/mixed; boundary=----nescio" }),
    statuses: [400, 406, 415, 422],
  }),
};

/** Every kind of case: its name, and what makes one. */
export const cases = [
  ...Object.entries(bodies).map(([name, make]) => [
    `JSON: ${name}`,
    (random) => {
      const [body, statuses, type] = make(random);
      return { pieces: json(body, type === undefined ? {} : { type }), statuses };
    },
  ]),
  ...Object.entries(tensors).map(([name, make]) => [
    `tensors: ${name}`,
    (random) => {
      const [body, statuses] = make(random);
      return { pieces: json(body, { path: infer }), statuses, form: "v2" };
    },
  ]),
  ...ofPicture.map(([name, make]) => [`picture: ${name}`, make]),
  ...Object.entries(others).map(([name, make]) => [`HTTP: ${name}`, make]),
  ...Object.entries(forms).map(([name, make]) => [`form: ${name}`, make]),
  ...Object.entries(reviewCases).map(([name, make]) => [`reviews: ${name}`, make]),
];
