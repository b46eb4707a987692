import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundledFolder, bundledSites, loadSite } from "../../src/site/load.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("every file in selectors/ is a bundled site that loads", async () => {
  const names = await bundledSites();
  expect(names.map((name) => `${name}.yaml`)).toEqual((await readdir(bundledFolder)).toSorted());
  for (const name of names) expect(await loadSite(name, "/nowhere")).toHaveProperty("version", 1);
});

test("a path is taken relative to the folder given", async () => {
  await using folder = await tempFolder();
  await folder.write("crm.json", '{ "version": 1, "fields": { "userId": ".id" } }');

  const site = await loadSite("./crm.json", folder.path);

  expect(site.fields.userId?.candidates[0]?.source).toMatchObject({ type: "element", selector: { css: ".id" } });
});

test("a file beside the config goes before a bundled site", async () => {
  await using folder = await tempFolder();
  await folder.write("demo-admin.yaml", "version: 1\ndescription: ours\nfields: { userId: .id }\n");

  expect(await loadSite("demo-admin.yaml", folder.path)).toHaveProperty("description", "ours");
  expect(await loadSite("demo-admin", folder.path)).toHaveProperty("description", "The users screen of the demo app");
});

test("a name that is neither a file nor a bundled site gets the one it most likely stands for", async () => {
  await using folder = await tempFolder();
  await expect(loadSite("demo-admn", folder.path)).rejects.toMatchObject({
    code: "LM_SITE_UNKNOWN",
    message: `No site “demo-admn”: neither ${folder.path}/demo-admn nor a bundled site has that name`,
    hint: "Did you mean “demo-admin”?",
  });
});

test("a name like no other gets the way to find one", async () => {
  await using folder = await tempFolder();
  await expect(loadSite("./sites/crm.yaml", folder.path)).rejects.toMatchObject({
    code: "LM_SITE_UNKNOWN",
    hint: `Write the path of a selector file relative to ${folder.path}, or list the bundled sites with: live-metrics sites`,
  });
});

test("errors of a file name it by a path the reader can open", async () => {
  await using folder = await tempFolder();
  const path = await folder.write("crm.yaml", "version: 1\nfields: { userId: 5 }\n");
  await expect(loadSite("crm.yaml", folder.path)).rejects.toMatchObject({
    code: "LM_SITE_INVALID",
    message: `${path} has 1 error:

${path}:2:19  fields.userId: must be text or a map or a list, not the number 5
  2 | fields: { userId: 5 }
    |                   ^`,
  });
});

test("a path that is no file is said to be so", async () => {
  await using folder = await tempFolder();
  await mkdir(join(folder.path, "crm.yaml"));
  await expect(loadSite("crm.yaml", folder.path)).rejects.toMatchObject({
    code: "LM_SITE_UNKNOWN",
    message: `${folder.path}/crm.yaml cannot be read: EISDIR: illegal operation on a directory, read`,
  });
});
