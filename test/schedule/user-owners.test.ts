import { expect, test } from "vitest";
import { describeHeldBack, UserOwners } from "../../src/schedule/user-owners.ts";

const seen = (...ids: string[]) => ids.map((userId) => ({ known: { userId }, missing: {} }));
const idsOf = (observations: { known: { userId: string } }[]) => observations.map(({ known }) => known.userId);

test("a user of two targets belongs to the one that had it first, run after run", () => {
  const owners = new UserOwners();
  const crm = { target: "crm", sharesUsers: false };
  const wiki = { target: "wiki", sharesUsers: false };

  expect(idsOf(owners.sort(seen("1", "2"), crm).free)).toEqual(["1", "2"]);
  const { free, held } = owners.sort(seen("2", "3"), wiki);
  expect(idsOf(free)).toEqual(["3"]);
  expect(held).toEqual([{ userId: "2", owner: "crm" }]);
  expect(owners.sort(seen("3"), crm).held).toEqual([{ userId: "3", owner: "wiki" }]);
  expect(idsOf(owners.sort(seen("1", "2"), crm).free)).toEqual(["1", "2"]);
});

test.each([
  [true, true, []],
  [true, false, [{ userId: "1", owner: "crm" }]],
  [false, true, [{ userId: "1", owner: "crm" }]],
])("targets share their users only when both say so: %s and %s", (first, second, held) => {
  const owners = new UserOwners();
  owners.sort(seen("1"), { target: "crm", sharesUsers: first });
  expect(owners.sort(seen("1"), { target: "wiki", sharesUsers: second }).held).toEqual(held);
});

test("what is held back is told with the id, the other target and both ways out", () => {
  expect(describeHeldBack([{ userId: "7", owner: "crm" }])).toBe(
    "1 row is held back: userId 7 belongs to the target crm. Give one of them a userIdPrefix, or both sharesUsers: true if they mean the same people",
  );
  const two = [
    { userId: "7", owner: "crm" },
    { userId: "8", owner: "crm" },
  ];
  expect(describeHeldBack(two)).toMatch(/^2 rows are held back: userId 7 /);
});
