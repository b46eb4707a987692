import { chmod, chown, mkdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { cacheFolder } from "../../src/browser/cache-folder.ts";
import { tempFolder } from "../support/temp-folder.ts";

afterEach(() => vi.unstubAllEnvs());

test("is a private folder under XDG_CACHE_HOME, else under the home folder", async () => {
  await using home = await tempFolder();

  expect(cacheFolder({ XDG_CACHE_HOME: join(home.path, "xdg"), HOME: home.path })).toBe(
    join(home.path, "xdg", "live-metrics"),
  );
  expect(cacheFolder({ HOME: home.path })).toBe(join(home.path, ".cache", "live-metrics"));
  expect((await stat(join(home.path, ".cache", "live-metrics"))).mode & 0o777).toBe(0o700);
});

test("takes rights from others that they had on it", async () => {
  await using home = await tempFolder();
  const folder = join(home.path, "live-metrics");
  await mkdir(folder);
  await chmod(folder, 0o777);

  cacheFolder({ XDG_CACHE_HOME: home.path });

  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test("falls back to a private temporary folder where the home cannot be used, or a link is in its place", async () => {
  await using home = await tempFolder();
  vi.stubEnv("TMPDIR", home.path);
  await symlink("/tmp", join(home.path, "live-metrics"));
  const fallback = join(home.path, `live-metrics-${process.getuid!()}`);

  expect(cacheFolder({ HOME: "/dev/null" })).toBe(fallback);
  expect(cacheFolder({ XDG_CACHE_HOME: home.path })).toBe(fallback);
});

test.runIf(process.getuid?.() === 0)("refuses a folder of another user", async () => {
  await using home = await tempFolder();
  await mkdir(join(home.path, "live-metrics"));
  await chown(join(home.path, "live-metrics"), 65_534, 65_534);

  expect(() => cacheFolder({ XDG_CACHE_HOME: home.path })).toThrow(
    `The cache folder ${home.path}/live-metrics belongs to another user (uid 65534)`,
  );
});
