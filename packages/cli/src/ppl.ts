export * from "@nescio/ppl";
