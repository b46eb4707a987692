import type { TestProject } from "vitest/node";
import { buildPage } from "./built-page.ts";
import type { TempFolder } from "./temp-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder with the built page. */
    page: string;
  }
}

let folder: TempFolder;

/** Builds the page once for all tests that look at it. */
export async function setup({ provide }: TestProject): Promise<void> {
  folder = await buildPage();
  provide("page", folder.path);
}

export async function teardown(): Promise<void> {
  await folder[Symbol.asyncDispose]();
}
