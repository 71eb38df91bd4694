import { json, request } from "./requests.js";

// Of the review queue: each case makes what is written to a connection, and says which statuses are right for it.

/** A review's id that is none of the queue's. */
const stranger = "0199b6d0-5c6a-7abc-8def-0123456789ab";
const texts = ["", "\0", "a\0b", "\ud800", "a".repeat(5000)];
const noText = [null, 5, true, [], {}, ["a"]];
const noCount = [0, -1, 1.5, 1e9, "a", null, [], {}];

const get = (path, options = {}) => request("", { method: "GET", path, ...options });
const post = (path, body, options = {}) => json(body, { path, ...options });

/** A path for an id that is none. */
const badId = (random) =>
  random.of([
    "x",
    "%00",
    "%ff",
    "..%2f..",
    "%F0%9F%98%80",
    "a".repeat(400),
    `${stranger}0`,
    stranger.slice(1),
    "*",
    "'--",
  ]);

export const reviewCases = {
  "a list by what is none": (random) => ({
    pieces: get(
      `/v1/reviews?${random.of([
        ...[
          "count=0",
          "count=-1",
          "count=1e99",
          "count=a",
          "count=",
          "count=1&count=2",
          "after=x",
          "after=%00",
          "after=1:x",
        ],
        ...["state=x", "state=", "arrival=x", "other=1", "model=", `model=${"a".repeat(3000)}`, "model=%00"],
      ])}`,
    ),
    statuses: [400],
  }),
  "an id that is none": (random) => ({
    pieces: get(`/v1/reviews/${badId(random)}${random.of(["", "/input"])}`),
    statuses: [400, 404, 414],
  }),
  "a review that is not there": (random) => ({
    pieces: random.of([
      get(`/v1/reviews/${stranger}`),
      get(`/v1/reviews/${stranger}/input`),
      request("", { method: "DELETE", path: `/v1/reviews/${stranger}` }),
      post(`/v1/reviews/${stranger}/label`, { reviewer: "ann", label: "7" }),
      post(`/v1/reviews/${stranger}/skip`, { reviewer: "ann" }),
    ]),
    statuses: [404],
  }),
  "a reviewer who is none": (random) => ({
    pieces: post(
      random.of(["/v1/reviews/claim", "/v1/reviews/undo", `/v1/reviews/${stranger}/skip`]),
      random.of([{}, [], null, ...[...texts, ...noText].map((reviewer) => ({ reviewer }))]),
    ),
    statuses: [400],
  }),
  "a claim of what is none": (random) => ({
    pieces: post("/v1/reviews/claim", {
      reviewer: "ann",
      ...random.of([
        ...noCount.map((count) => ({ count })),
        ...noCount.map((leaseSeconds) => ({ leaseSeconds })),
        { other: 1 },
      ]),
    }),
    statuses: [400],
  }),
  "a label that is none": (random) => ({
    pieces: post(`/v1/reviews/${stranger}/label`, {
      reviewer: "ann",
      ...random.of([
        ...[...texts, ...noText].map((label) => ({ label })),
        { label: "7", replace: "yes" },
        { label: "7", other: 1 },
        {},
      ]),
    }),
    statuses: [400],
  }),
  "a verdict that is no JSON": (random) => ({
    pieces: post(
      random.of(["/v1/reviews/claim", "/v1/reviews/undo", `/v1/reviews/${stranger}/label`]),
      random.of(["", "{", "[".repeat(50_000), '{"__proto__":{"reviewer":"ann"}}', "NaN"]),
    ),
    statuses: [400],
  }),
  "a verdict of another type": (random) => ({
    pieces: request('{"reviewer":"ann"}', {
      path: "/v1/reviews/claim",
      type: random.of([
        "text/plain",
        "application/xml",
        "image/png",
        "application/x-ndjson",
        "multipart/form-data",
      ]),
    }),
    statuses: [400, 415],
  }),
  "an import of what is none": (random) => ({
    pieces: request(
      random.of([
        ...[
          "x\n",
          "{}\n",
          "[]\n",
          "null\n",
          "5",
          '{"id":1}\n',
          `{"id":"${stranger}"}\n`,
          "{".repeat(10_000),
          "\0\n",
        ],
        Buffer.from([0xff, 0xfe, 0x0a]),
        random.bytes(300),
      ]),
      { path: "/v1/reviews/import", type: "application/x-ndjson" },
    ),
    statuses: [400, 422],
  }),
  "an import of another type": (random) => ({
    pieces: request("{}\n", {
      path: "/v1/reviews/import",
      type: random.of(["application/json", "text/plain", "image/png", "a"]),
    }),
    statuses: [415],
  }),
  "a place of no training image": (random) => ({
    pieces: get(
      `/v1/models/${random.of(["mnist", "other"])}/training-images/${random.of(["-1", "a", "1.5", "1e99", "%00", "", "99999999"])}`,
    ),
    statuses: [400, 404],
  }),
  "another method": (random) => ({
    pieces: random.of([
      post("/v1/reviews", {}),
      request("", { method: "PUT", path: `/v1/reviews/${stranger}` }),
      request("", { method: "DELETE", path: "/v1/reviews" }),
      get("/v1/reviews/claim"),
      post("/v1/reviews/export", {}),
      get("/v1/reviews/import"),
    ]),
    statuses: [400, 404, 405],
  }),
  "no token": (random) => ({
    pieces: get(random.of(["/v1/reviews", "/v1/reviews/export", "/v1/reviews/agreement", "/v1/watch"]), {
      auth: "",
    }),
    statuses: [401],
  }),
};
