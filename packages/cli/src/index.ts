export * from "@nescio/core";
