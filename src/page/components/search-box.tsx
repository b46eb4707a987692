import type { RefObject } from "react";
import { Icon } from "./icon.tsx";

interface SearchBoxProps {
  query: string;
  box: RefObject<HTMLInputElement | null>;
  onSearch: (query: string) => void;
}

export function SearchBox({ query, box, onSearch }: SearchBoxProps) {
  const clear = (): void => {
    onSearch("");
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
        onChange={(event) => onSearch(event.target.value)}
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
