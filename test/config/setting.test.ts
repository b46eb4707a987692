import { expect, test } from "vitest";
import { z } from "zod";
import { flagName, overrideFromEnvironment, overrideFromFlags } from "../../src/config/override.ts";
import { settings } from "../../src/config/load.ts";
import { toSettings } from "../../src/config/setting.ts";

const options = z.strictObject({
  name: z.string().min(1).optional().meta({ description: "Its name", flag: "--name <name>", env: "SHOP_NAME" }),
  open: z.boolean().default(true).meta({ description: "Whether it is open", flag: "--no-open", env: "SHOP_OPEN" }),
  door: z
    .strictObject({
      width: z.int().default(90).meta({ description: "In centimetres", flag: "--door-width <cm>", env: "DOOR_WIDTH" }),
    })
    .prefault({}),
  tags: z.array(z.string()).default([]).meta({ description: "Words", env: "SHOP_TAGS" }),
});
const shop = toSettings(options);

test("flag, variable, default and description of an option all come from its field", () => {
  expect(shop.map(({ schema: _schema, isSecret: _isSecret, ...setting }) => setting)).toEqual([
    { path: ["name"], flag: "--name <name>", env: "SHOP_NAME", description: "Its name", default: undefined },
    { path: ["open"], flag: "--no-open", env: "SHOP_OPEN", description: "Whether it is open", default: true },
    {
      path: ["door", "width"],
      flag: "--door-width <cm>",
      env: "DOOR_WIDTH",
      description: "In centimetres",
      default: 90,
    },
    { path: ["tags"], flag: undefined, env: "SHOP_TAGS", description: "Words", default: [] },
  ]);
});

test("an option is no secret unless it says so", () => {
  const doors = toSettings(z.object({ code: z.string().meta({ secret: true }), width: z.number() }));
  expect(doors.map(({ isSecret }) => isSecret)).toEqual([true, false]);
});

test.each([
  ["--browser-path <file>", "browserPath"],
  ["-q, --quiet", "quiet"],
  ["--no-sandbox", "sandbox"],
])("the flag %s is called %s", (flag, name) => {
  expect(flagName(flag)).toBe(name);
});

test("text from the environment becomes what the option holds, beside what the file says", () => {
  const environment = { SHOP_NAME: "Ada's", SHOP_OPEN: "0", DOOR_WIDTH: "120", SHOP_TAGS: "a, b,,c" };
  expect(overrideFromEnvironment({ other: 1, door: { height: 200 } }, shop, environment)).toEqual({
    other: 1,
    name: "Ada's",
    open: false,
    door: { height: 200, width: 120 },
    tags: ["a", "b", "c"],
  });
});

test("flags lie over a file that has something else in their place", () => {
  expect(overrideFromFlags({ door: "oak" }, shop, { doorWidth: "80", open: false })).toEqual({
    door: { width: 80 },
    open: false,
  });
});

test("a variable or flag that does not fit is named with what it holds", () => {
  expect(() => overrideFromEnvironment({}, shop, { SHOP_OPEN: "maybe" })).toThrow(
    'SHOP_OPEN=maybe: must be true or false, not "maybe"',
  );
  expect(() => overrideFromFlags({}, shop, { doorWidth: "wide" })).toThrow(
    '--door-width wide: must be a number, not "wide"',
  );
});

test("no two options of the config share a flag or a variable", () => {
  for (const part of ["flag", "env"] as const) {
    const given = settings.map((setting) => setting[part]).filter((text) => text !== undefined);
    expect(given).toEqual([...new Set(given)]);
  }
});
