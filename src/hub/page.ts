import path from "node:path";
import files from "@fastify/static";
import type { FastifyInstance } from "fastify";

/**
 * Serves the built page: `index.html` is asked for anew each time, what is under `assets` carries a hash in its name.
 * Pages of other origins may load the client, which says nothing of what the hub knows.
 */
export async function servePage(app: FastifyInstance, pageFolder: string): Promise<void> {
  const assets = path.join(pageFolder, "assets") + path.sep;
  const client = path.join(pageFolder, "client.js");
  await app.register(files, {
    root: pageFolder,
    cacheControl: false,
    setHeaders: (reply, file) => {
      void reply.header("cache-control", file.startsWith(assets) ? "public, max-age=31536000, immutable" : "no-cache");
      if (file === client) void reply.header("cross-origin-resource-policy", "cross-origin");
    },
  });
}
