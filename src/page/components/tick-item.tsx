import type { ComponentProps } from "react";
import { Icon } from "./icon.tsx";

interface TickItemProps extends Omit<ComponentProps<"button">, "type" | "role"> {
  isOn: boolean;
  text: string;
  count?: number;
}

/** A line of a menu that is ticked or not. */
export function TickItem({ isOn, text, count, ...rest }: TickItemProps) {
  return (
    <button type="button" className="lm-menu-item" role="checkbox" aria-checked={isOn} {...rest}>
      <i className={isOn ? "lm-box lm-is-on" : "lm-box"}>{isOn && <Icon name="tick" />}</i>
      <span title={text} dir="auto">
        {text}
      </span>
      {count !== undefined && <span className="lm-menu-count">{count.toLocaleString("en")}</span>}
    </button>
  );
}
