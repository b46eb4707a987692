/** There were users, or screens that were read, and nobody is left. */
export function NobodyHere() {
  return (
    <div className="lm-nothing lm-nothing-tall">
      <h2>Nobody is in the live view</h2>
      <p>Users leave it when they have not been observed for a while. Who is seen next shows here by itself.</p>
    </div>
  );
}
