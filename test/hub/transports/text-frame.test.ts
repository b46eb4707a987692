import { describe, expect, it } from "vitest";
import { toTextFrame } from "../../../src/hub/transports/text-frame.ts";

describe("a text message as a frame", () => {
  it.each([
    [0, [0x81, 0]],
    [125, [0x81, 125]],
    [126, [0x81, 126, 0, 126]],
    [65_535, [0x81, 126, 255, 255]],
    [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ])("says that %d bytes follow, and is followed by them", (length, head) => {
    const frame = toTextFrame("x".repeat(length));
    expect([...frame.subarray(0, head.length)]).toEqual(head);
    expect(frame.subarray(head.length).toString()).toBe("x".repeat(length));
  });

  it("counts bytes, not characters", () => {
    expect([...toTextFrame("é")]).toEqual([0x81, 2, 0xc3, 0xa9]);
  });
});
