import { expect, test } from "vitest";
import { matchesUrl } from "../../src/browser/url-pattern.ts";

test.each([
  ["/graphql", "https://app.example.com/graphql", true],
  ["/graphql", "https://app.example.com/graphql?operation=Users#top", true],
  ["/graphql", "https://app.example.com/graphql/batch", false],
  ["/graphql", "https://app.example.com/v2/graphql", false],
  ["**/api/users*", "https://app.example.com/v2/api/users", true],
  ["**/api/users*", "https://app.example.com/api/users-online?page=a/b", true],
  ["**/api/users*", "https://app.example.com/api/users/1", false],
  ["**/api/users**", "https://app.example.com/api/users/1", true],
  ["/api/*/events", "https://app.example.com/api/7/events", true],
  ["/api/*/events", "https://app.example.com/api/7/8/events", false],
  ["/api/users?page=*", "https://app.example.com/api/users?page=2", true],
  ["/api/users?page=*", "https://app.example.com/api/users?sort=name", false],
  ["/api/users?page=*", "https://app.example.com/api/users", false],
  ["https://*.example.com/api/**", "https://app.example.com/api/users", true],
  ["https://*.example.com/api/**", "https://app.example.org/api/users", false],
  ["https://*.example.com/api/**", "http://app.example.com/api/users", false],
  ["https://app.example.com/**", "https://app.example.com:8443/users", false],
  ["wss://app.example.com/live", "wss://app.example.com/live?token=1", true],
  ["/a.b+c(d)", "https://app.example.com/a.b+c(d)", true],
  ["/a.b", "https://app.example.com/aXb", false],
  ["**", "https://app.example.com/", true],
  ["**", "not an address", false],
])("%s against %s: %s", (pattern, url, expected) => {
  expect(matchesUrl(pattern, url)).toBe(expected);
});
