import { test } from "vitest";
import { Cli } from "../support/cli.ts";
import { expectShown } from "../support/doc-commands.ts";
import { fencesOf, readDoc } from "../support/doc-examples.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** The port that the page shows; everybody's own is another one. */
const shownPort = ":40123";

test("docs/first-site.md can be followed from its first line to its last", async () => {
  await using folder = await tempFolder();
  await using demo = new Cli(["demo", "--port", "0"]);
  const [, port = ""] = await demo.says(/Demo app: http:\/\/127\.0\.0\.1(:\d+)/);

  for (const shown of fencesOf(await readDoc("first-site.md"))) {
    const fence = { ...shown, body: shown.body.replaceAll(shownPort, port) };
    if (fence.attributes.file !== undefined) await folder.write(fence.attributes.file, fence.body);
    if (fence.language !== "console" || "background" in fence.attributes) continue;
    await expectShown(fence, folder.path);
  }
});
