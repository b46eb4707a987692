import { expect, test } from "vitest";
import { toEnding } from "../../src/client/transport.ts";

test.each([
  ["120", 120_000],
  ["864000", 3_600_000],
  ["-60", 0],
  ["Wed, 21 Oct 2026 07:28:00 GMT", 0],
  ["", 0],
])("a refusal with Retry-After: %s asks to be left alone for %d ms", (retryAfter, retryAfterMs) => {
  const refusal = new Response(null, { status: 503, headers: { "retry-after": retryAfter } });

  expect(toEnding(refusal)).toEqual({ reason: "503", retryAfterMs });
});
