import "@nescio/core/worker";
