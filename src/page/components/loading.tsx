/** Bars keep the place of the text that is on its way. They do not move. */
export function Loading() {
  return (
    <div className="lm-loading" aria-hidden="true">
      <span />
      <span />
      <span />
    </div>
  );
}
