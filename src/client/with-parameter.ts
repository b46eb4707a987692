/** A copy of the address with this in its query; without, where there is nothing to be said. */
export function withParameter(address: URL, name: string, value: string | undefined): URL {
  const url = new URL(address);
  if (value) url.searchParams.set(name, value);
  return url;
}
