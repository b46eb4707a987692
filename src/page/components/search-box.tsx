import type { RefObject } from "react";
import { Icon } from "./icon.tsx";
import { useShown, useView } from "./view-context.ts";

export function SearchBox({ box }: { box: RefObject<HTMLInputElement | null> }) {
  const view = useView();
  const query = useShown(({ choice }) => choice.query);
  const clear = (): void => {
    view.choose({ query: "" });
    box.current?.focus();
  };

  return (
    <label className="lm-search">
      <Icon name="search" />
      <input
        ref={box}
        type="text"
        inputMode="search"
        autoComplete="off"
        spellCheck={false}
        placeholder="Search users"
        aria-label="Search users"
        aria-keyshortcuts="/"
        value={query}
        onChange={(event) => view.choose({ query: event.target.value })}
      />
      {query === "" ? (
        <kbd aria-hidden="true">/</kbd>
      ) : (
        <button type="button" className="lm-clear" aria-label="Clear search" onClick={clear}>
          <Icon name="clear" size={12} />
        </button>
      )}
    </label>
  );
}
