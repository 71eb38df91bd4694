import { parentPort, workerData } from "node:worker_threads";
import { acquisitionOrder } from "@nescio/core";
import type { OrderResult, OrderTask } from "./queue-order.js";

// The program of the thread that puts the queue in order.
function run({ items, known }: OrderTask): OrderResult {
  try {
    return { order: acquisitionOrder(items, { known }) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort!.postMessage(run(workerData as OrderTask));
