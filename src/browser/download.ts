import { fork } from "node:child_process";
import { mkdir, rename } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { createOwnedFolder, removeFolder, sweepOwnedFolders } from "./owned-folder.ts";
import { pinnedBuild } from "./pinned-build.ts";
import { killProcessTree } from "./process-tree.ts";

export interface DownloadProgress {
  receivedBytes: number;
  totalBytes: number;
}

interface DownloadRequest {
  cache: string;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  onProgress?: (progress: DownloadProgress) => void;
  stallMs?: number;
}

type ChildMessage = { received: number; total: number } | { path: string } | { reason: string };

/** Downloads the headless shell that the installed puppeteer is made for, aside and then into place; else says why not. */
export async function downloadShell(request: DownloadRequest): Promise<string | undefined> {
  const downloading = join(request.cache, "downloading");
  await sweepOwnedFolders(downloading);
  const temporary = await createOwnedFolder(downloading);
  try {
    const ended = await download(temporary, request);
    if ("reason" in ended) return ended.reason;

    await moveIntoPlace(ended.path, { temporary, cache: request.cache });
    return undefined;
  } finally {
    await removeFolder(temporary);
  }
}

async function download(folder: string, request: DownloadRequest): Promise<{ path: string } | { reason: string }> {
  const { env, signal, onProgress, stallMs = 30_000 } = request;
  const mirror = env.PUPPETEER_CHROME_HEADLESS_SHELL_DOWNLOAD_BASE_URL ?? "";
  // Beside this file, whether it runs from source or built.
  const program = join(import.meta.dirname, `download-child${extname(import.meta.filename)}`);

  const args = [folder, await pinnedBuild(), mirror];
  const child = fork(program, args, { env, detached: true, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  const ended = Promise.withResolvers<{ path: string } | { reason: string }>();
  const stalled = (): void => ended.resolve({ reason: `nothing arrived for ${stallMs / 1_000} s` });
  let timer = setTimeout(stalled, stallMs);

  child.on("message", (message: ChildMessage) => {
    clearTimeout(timer);
    if (!("received" in message)) return ended.resolve(message);
    timer = setTimeout(stalled, stallMs);
    onProgress?.({ receivedBytes: message.received, totalBytes: message.total });
  });
  child.once("error", (error) => ended.resolve({ reason: error.message }));
  child.once("exit", (code) => ended.resolve({ reason: `the download ended with code ${code}` }));
  const onAbort = (): void => ended.resolve({ reason: "interrupted" });
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  try {
    return await ended.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    if (child.pid !== undefined) killProcessTree(child.pid);
  }
}

/** The folder of one build is renamed as a whole: no other process ever sees half of it. */
async function moveIntoPlace(executable: string, { temporary, cache }: { temporary: string; cache: string }) {
  const [kind, build] = relative(temporary, executable).split(/[\\/]/) as [string, string];
  const target = join(cache, kind, build);
  await mkdir(dirname(target), { recursive: true });
  try {
    await rename(join(temporary, kind, build), target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}
