import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";
import { useShown, useView } from "./view-context.ts";

const keys = [
  ["/", "Search"],
  ["P", "Pause, resume"],
  ["↓ ↑ J K", "Row; user while one is open"],
  ["Enter", "Open the user"],
  ["Esc", "Close, then clear the search"],
  ["F", "Filters"],
  ["C", "Columns"],
  ["E", "Export"],
  ["T", "Targets; then arrows, Enter, R"],
  ["Home End", "First, last row"],
  ["PgUp PgDn", "A page of rows"],
  ["?", "This list"],
] as const;

/** The list of keys, with the switch for those that are single characters. */
export function Shortcuts() {
  return (
    <Menu
      label="Keyboard shortcuts"
      className="lm-icon-btn lm-help"
      keys="?"
      isWide
      button={
        <>
          <Icon name="help" />
          <span className="lm-unseen">Keyboard shortcuts</span>
        </>
      }
    >
      <KeyList />
    </Menu>
  );
}

export function KeyList() {
  const view = useView();
  const hasLetterKeys = useShown(({ choice }) => choice.hasLetterKeys);

  return (
    <>
      <dl className="lm-keys">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label className="lm-menu-item">
        <input
          type="checkbox"
          checked={hasLetterKeys}
          onChange={() => view.choose({ hasLetterKeys: !hasLetterKeys })}
        />
        <span>Single characters are shortcuts</span>
      </label>
    </>
  );
}
