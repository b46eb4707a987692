import { ColumnChoice } from "./column-menu.tsx";
import { ExportChoice } from "./export-menu.tsx";
import { Icon } from "./icon.tsx";
import { Menu } from "./menu.tsx";
import { KeyList } from "./shortcuts.tsx";

/** What a phone has no room for in its bars. */
export function MoreSheet() {
  return (
    <Menu
      label="Export, columns and keys"
      className="lm-icon-btn lm-more"
      button={
        <>
          <Icon name="more" />
          <span className="lm-unseen">Export, columns and keys</span>
        </>
      }
    >
      <section className="lm-sheet-part">
        <h3>Export</h3>
        <ExportChoice />
      </section>
      <section className="lm-sheet-part">
        <h3>Columns of exports and of wider screens</h3>
        <ColumnChoice width="phone" />
      </section>
      <section className="lm-sheet-part">
        <h3>Keys of a keyboard</h3>
        <KeyList />
      </section>
    </Menu>
  );
}
