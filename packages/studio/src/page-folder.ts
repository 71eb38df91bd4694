import { fileURLToPath } from "node:url";

/**
 * Folder of the built page: `index.html` and what it loads, with a compressed copy (`.gz`) of what can be compressed. Any static
 * server serves it; beside the page it looks for `studio.json` ({@link StudioFile}).
 */
// As far from here in dist/ as in src/.
export const pageFolder = fileURLToPath(new URL("../dist/page", import.meta.url));
