import fc from "fast-check";
import { expect, test } from "vitest";
import { readAddress, writeAddress } from "../../../src/page/view/address.ts";
import { initialChoice } from "../../../src/page/view/choice.ts";

test("an address without parameters asks for nothing, and nothing needs none", () => {
  expect(readAddress("")).toEqual(initialChoice);
  expect(writeAddress("", initialChoice)).toBe("");
});

test("says who is open, the search, the filters and the sort", () => {
  const search = "?user=u_1&q=mara+l&company=Halden+Freight&company=Civic+Grid&status=idle&sort=-views";

  const choice = readAddress(search);

  expect(choice).toMatchObject({
    userId: "u_1",
    cursorId: "u_1",
    query: "mara l",
    filters: { company: ["Halden Freight", "Civic Grid"], feature: [], status: ["idle"] },
    sort: { column: "views", direction: "descending" },
  });
  expect(writeAddress("", choice)).toBe(search);
});

test("leaves other parameters alone", () => {
  expect(writeAddress("?tenant=7&q=old", initialChoice)).toBe("?tenant=7");
});

test.each(["?sort=nonsense", "?sort=hour", "?sort=--views", "?status=wild", "?user="])(
  "what it cannot mean is left out: %s",
  (search) => {
    expect(readAddress(search)).toEqual(initialChoice);
  },
);

test("whatever is searched for comes back as it was", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: "grapheme" }),
      fc.string({ minLength: 1, unit: "grapheme" }),
      (query, userId) => {
        const choice = { ...initialChoice, query, userId, cursorId: userId };

        expect(readAddress(writeAddress("", choice))).toEqual(choice);
      },
    ),
  );
});
