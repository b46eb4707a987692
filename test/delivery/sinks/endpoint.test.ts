import { expect, test } from "vitest";
import { isLocal, toEndpoint, toLabel } from "../../../src/delivery/sinks/endpoint.ts";

test.each([
  ["https://hub.example.com", "https://hub.example.com/api/metrics/bulk"],
  ["https://hub.example.com/", "https://hub.example.com/api/metrics/bulk"],
  ["https://hub.example.com?team=a", "https://hub.example.com/api/metrics/bulk?team=a"],
  ["https://hub.example.com/ingest", "https://hub.example.com/ingest"],
])("the address %s is called at %s", (address, endpoint) => {
  expect(toEndpoint(address, "/api/metrics/bulk")).toBe(endpoint);
});

test.each([
  ["https://ada:secret@hub.example.com:8443/in?token=secret#secret", "https://hub.example.com:8443/in"],
  ["wss://hub.example.com/", "wss://hub.example.com"],
])("the address %s is shown without what is secret", (address, label) => {
  expect(toLabel(address)).toBe(label);
});

test.each([
  ["http://127.0.0.1:3001", true],
  ["http://localhost", true],
  ["http://[::1]:3001/x", true],
  ["https://127.0.0.1.example.com", false],
  ["https://hub.example.com", false],
])("%s is on this machine: %s", (address, expected) => {
  expect(isLocal(address)).toBe(expected);
});
