import path from "node:path";
import files from "@fastify/static";
import type { FastifyInstance } from "fastify";

/** Ends the name of what the build compressed, which lies beside the file itself. */
const encodingEnding = /\.(?:br|gz)$/;

/**
 * Serves the built page: `index.html` is asked for anew each time, what is under `assets` carries a hash in its name.
 * Who takes brotli or gzip gets it, where the build wrote it. Pages of other origins may load the client, which says
 * nothing of what the hub knows.
 */
export async function servePage(app: FastifyInstance, pageFolder: string): Promise<void> {
  const assets = path.join(pageFolder, "assets") + path.sep;
  const client = path.join(pageFolder, "client.js");
  await app.register(files, {
    root: pageFolder,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (reply, file) => {
      void reply.header("cache-control", file.startsWith(assets) ? "public, max-age=31536000, immutable" : "no-cache");
      if (file.replace(encodingEnding, "") === client)
        void reply.header("cross-origin-resource-policy", "cross-origin");
    },
  });
}
