import { Icon } from "./icon.tsx";
import { useShown, useView } from "./view-context.ts";

const countedAtMost = 9_999;

/** Holds the page still, and says how much has come meanwhile. */
export function PauseButton() {
  const view = useView();
  const isPaused = useShown(({ pausedAt }) => pausedAt !== undefined);
  const heldCount = useShown(({ heldCount }) => heldCount);
  const isEmpty = useShown(({ userCount }) => userCount === 0);

  if (isPaused)
    return (
      <button
        type="button"
        className="lm-btn lm-btn-primary lm-pause lm-is-paused"
        aria-keyshortcuts="p"
        data-lm-pause=""
        title="Show what has come meanwhile, and go on  P"
        onClick={view.resume}
      >
        <Icon name="play" />
        <span>
          Paused · {heldCount > countedAtMost ? "9,999+" : heldCount.toLocaleString("en")}
          <span className="lm-spare-word"> new</span>
          <span className="lm-unseen">: resume</span>
        </span>
      </button>
    );

  return (
    <button
      type="button"
      className="lm-btn lm-pause"
      aria-keyshortcuts="p"
      data-lm-pause=""
      title="Pause  P"
      disabled={isEmpty}
      onClick={view.pause}
    >
      <Icon name="pause" />
      <span>Pause</span>
      <kbd aria-hidden="true">P</kbd>
    </button>
  );
}
