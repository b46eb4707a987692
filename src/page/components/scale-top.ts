/** The top of a scale that begins at 0: a round number that is not below what it has to hold. */
export function toScaleTop(counts: readonly (number | null)[]): number {
  const most = counts.reduce<number>((most, count) => Math.max(most, count ?? 0), 0);
  if (most <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 4, 6, 8, 10].find((step) => step * power >= most) ?? 10;
  return step * power;
}
