/** Chooses between the sizes of a long proof: small in `npm test`, full in `npm run test:long`. */
export function scaled<Value>(sizes: { small: Value; full: Value }): Value {
  return process.env["LIVE_METRICS_TEST_SIZE"] === "full" ? sizes.full : sizes.small;
}
