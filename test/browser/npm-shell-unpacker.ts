/** Unpacks the npm package's browser into a folder, starts it at once, and tells its parent how that went. */
import { unpackNpmShell } from "../../src/browser/npm-shell.ts";
import { probe } from "../../src/browser/probe.ts";

const { path = "" } = (await unpackNpmShell(process.argv[2] ?? "")) ?? {};
process.send!({ path, probe: await probe(path, process.env) });
process.disconnect();
