import path from "node:path";
import files from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** Serves the built page: `index.html` is asked for anew each time, what is under `assets` carries a hash in its name. */
export async function servePage(app: FastifyInstance, pageFolder: string): Promise<void> {
  const assets = path.join(pageFolder, "assets") + path.sep;
  await app.register(files, {
    root: pageFolder,
    cacheControl: false,
    setHeaders: (reply, file) => {
      void reply.header("cache-control", file.startsWith(assets) ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
}
