import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { besideThePage } from "./plugins/beside-the-page.js";
import { compressed } from "./plugins/compressed.js";
import { contentPolicy } from "./plugins/content-policy.js";
import { icons } from "./plugins/icons.js";
import { licenses } from "./plugins/licenses.js";
import { serviceWorker } from "./plugins/service-worker.js";
import { contentSecurityPolicy, pageHeaders } from "./src/page-headers.js";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const built = path("dist/page");
const { page: pageLicenses, worker: workerLicenses } = licenses("licenses.txt");

// In development, Vite puts a script into the page, which its policy would not allow.
const { "Content-Security-Policy": _, ...developmentHeaders } = pageHeaders;

export default defineConfig({
  root: path("page"),
  // Relative addresses, so that the page may lie anywhere on a host.
  base: "./",
  plugins: [
    react(),
    besideThePage(path("../cli/models/mnist.nescio")),
    contentPolicy(contentSecurityPolicy),
    icons(path("page/public/icon.svg")),
    pageLicenses,
    serviceWorker(path("page/src/service-worker.ts"), path("page/public")),
    compressed(built),
  ],
  server: { headers: developmentHeaders },
  worker: { format: "es", plugins: () => [workerLicenses()] },
  build: {
    outDir: built,
    emptyOutDir: true,
    target: "es2022",
    // No inlined assets: a strict Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
  },
});
