import { parentPort } from "node:worker_threads";
import { decodeModel, type Model } from "@nescio/core";
import { modelFacts } from "../models/model-facts.js";
import { answerParts } from "./answer-parts.js";
import { failureOf } from "./failure.js";
import type { FromThread, ToThread } from "./messages.js";

// The program of one prediction thread: it keeps models, and answers one message after the other.
const models = new Map<string, Model>();

async function take(message: ToThread): Promise<FromThread> {
  switch (message.type) {
    case "load": {
      // Under another name, or for a request of before, it may be there.
      const model = models.get(message.digest) ?? decodeModel(message.bytes, message.name);
      models.set(message.digest, model);
      return { type: "loaded", facts: modelFacts(model) };
    }
    case "unload": {
      await models.get(message.digest)?.familiarity?.close();
      models.delete(message.digest);
      return { type: "unloaded" };
    }
    case "predict": {
      const model = models.get(message.digest);
      if (model === undefined) throw new Error("asked of a model that is not loaded");
      return { type: "predicted", results: await answerParts(model, message.parts, message.few) };
    }
  }
}

let before: Promise<void> = Promise.resolve();
parentPort!.on("message", (message: ToThread) => {
  before = before.then(async () => {
    let answer: FromThread;
    try {
      answer = await take(message);
    } catch (error) {
      answer = { type: "failed", failure: failureOf(error) };
    }
    parentPort!.postMessage(answer);
  });
});
