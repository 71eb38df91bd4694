export * from "@nescio/node";
