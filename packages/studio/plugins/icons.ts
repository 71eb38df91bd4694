import sharp from "sharp";
import type { Plugin } from "vite";

/** Ground of the icon. */
const ground = "#1d3557";

/** Makes of the page's icon the sizes that systems ask for where they cannot draw an SVG. */
export function icons(svg: string): Plugin {
  const drawn = (size: number) => sharp(svg, { density: (72 * size) / 64 }).resize(size, size);
  const opaque = (size: number) => drawn(size).flatten({ background: ground });
  /** For systems that cut a shape of their own out of it: nothing that matters is near its edge. */
  const maskable = async (size: number) => {
    const inner = Math.round(0.75 * size);
    const margin = (size - inner) / 2;
    return sharp(await opaque(inner).png().toBuffer()).extend({
      ...{ top: margin, bottom: margin, left: margin, right: margin },
      background: ground,
    });
  };
  return {
    name: "icons",
    apply: "build",
    async generateBundle() {
      const made = {
        "icon-180.png": opaque(180),
        "icon-192.png": drawn(192),
        "icon-512.png": drawn(512),
        "icon-maskable-512.png": await maskable(512),
      };
      for (const [fileName, icon] of Object.entries(made)) {
        const source = await icon.png({ palette: true }).toBuffer();
        this.emitFile({ type: "asset", fileName, source });
      }
    },
  };
}
