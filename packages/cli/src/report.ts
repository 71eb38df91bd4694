export * from "@nescio/report";
