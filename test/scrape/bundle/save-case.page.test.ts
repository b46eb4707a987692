import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readBundle } from "../../../src/scrape/bundle/bundle.ts";
import { replay } from "../../../src/scrape/bundle/replay.ts";
import { saveCase } from "../../../src/scrape/bundle/save-case.ts";
import { bundledFolder, loadSite } from "../../../src/site/load.ts";
import { runWithBundle, siteOf } from "../../support/failed-run.ts";
import { openPageServer } from "../../support/page-server.ts";
import { expectCase } from "../../support/selector-case.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { openTestBrowser } from "../../support/test-browser.ts";

const browser = openTestBrowser();
afterAll(() => browser.close());

const signal = (): AbortSignal => AbortSignal.timeout(30_000);
const fields = { userId: { text: ".id", privacy: "hash" }, pageViews: ".hits" };
const page = `<title>Users</title><ul><li><b class="id">ada</b><i class="hits">7</i></li><li><i class="hits">8</i></li></ul>`;

async function failOnce(folder: string) {
  await using server = await openPageServer(page);
  const { bundle } = await runWithBundle(browser, { url: server.url, site: { rows: "li", fields }, folder });
  return await readBundle(bundle!);
}

test("a bundle becomes a case that holds, until its page says something else", async () => {
  await using temp = await tempFolder();
  const bundle = await failOnce(join(temp.path, "bundles"));
  const folder = join(temp.path, "some-site", "one-lost");
  const { site } = bundle.target;
  await saveCase({ folder, bundle, site, replay: await replay({ bundle, browser, signal: signal() }) });
  expect(await readdir(folder)).toEqual(["case.json", "expected.json", "page.html"]);
  expect(JSON.parse(await readFile(join(folder, "expected.json"), "utf8"))).toMatchObject({
    verdict: "partial",
    observations: [{ known: { pageViews: 7 } }],
  });
  await expectCase({ folder, site: undefined, browser });

  await writeFile(join(folder, "page.html"), bundle.html!.replace(">7<", ">9<"));
  await expect(expectCase({ folder, site: undefined, browser })).rejects.toThrow(/to match object/);
});

test("a case of a replay with an edited site holds what that site reads", async () => {
  await using temp = await tempFolder();
  const bundle = await failOnce(join(temp.path, "bundles"));
  const edited = siteOf({ rows: "li:has(.id)", fields });
  const replayed = await replay({ bundle, site: edited, browser, signal: signal() });
  expect(replayed.verdict.name, replayed.verdict.sentence).toBe("rows");
  const folder = join(temp.path, "edited");
  await saveCase({ folder, bundle, site: edited, replay: replayed });
  await expectCase({ folder, site: undefined, browser });
});

test("a case below a bundled site of the same selectors takes that site, as it is when the test runs", async () => {
  await using temp = await tempFolder();
  const demo = await loadSite("demo-admin", bundledFolder);
  await using server = await openPageServer({ "/users": "<title>Users</title><p>Nothing of the kind</p>" });
  const target = { site: { ...demo, ready: { ...demo.ready, timeout: 200 } } };
  const { bundle: path } = await runWithBundle(browser, {
    url: server.url,
    site: { rows: "x", fields },
    folder: join(temp.path, "bundles"),
    target,
  });
  const bundle = await readBundle(path!);
  const replayed = await replay({ bundle, site: demo, browser, signal: signal() });
  const folder = join(temp.path, "demo-admin", "no-table");
  await saveCase({ folder, bundle, site: demo, replay: replayed });
  const written = JSON.parse(await readFile(join(folder, "case.json"), "utf8")) as { target: object };
  expect(written.target).not.toHaveProperty("site");
  await expectCase({ folder, site: demo, browser });
});

test("a folder that holds something is left alone", async () => {
  await using temp = await tempFolder();
  const bundle = await failOnce(join(temp.path, "bundles"));
  await temp.write("mine.txt", "");
  const replayed = await replay({ bundle, browser, signal: signal() });
  await expect(
    saveCase({ folder: temp.path, bundle, site: bundle.target.site, replay: replayed }),
  ).rejects.toMatchObject({ code: "LM_USAGE" });
});
