/** Finds the npm package's browser on a machine that has no other, unpacking it, and tells its parent how that went. */
import { findBrowser } from "../../src/browser/find.ts";

const [cache = ""] = process.argv.slice(2);
const { winner } = await findBrowser({ path: undefined, headed: false, env: { HOME: cache }, cache });
process.send!({ path: winner?.path, version: winner?.version });
process.disconnect();
