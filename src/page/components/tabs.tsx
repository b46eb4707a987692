import { Icon, type IconName } from "./icon.tsx";
import { useShown } from "./view-context.ts";

const tabs = ["users", "activity", "features", "targets"] as const;

export type Tab = (typeof tabs)[number];

const titles: Record<Tab, string> = { users: "Users", activity: "Activity", features: "Features", targets: "Targets" };

interface TabsProps {
  tab: Tab;
  onTab: (tab: Tab) => void;
}

/** Which region is shown, where there is room for one. */
export function Tabs({ tab, onTab }: TabsProps) {
  const attention = useShown(
    ({ targets, olderSources }) => targets.filter(({ tone }) => tone !== "ok").length + olderSources.length,
  );

  return (
    <nav className="lm-tabs" aria-label="Sections">
      {tabs.map((name) => (
        <button key={name} type="button" aria-current={name === tab ? "page" : undefined} onClick={() => onTab(name)}>
          <Icon name={name satisfies IconName} />
          <span>{titles[name]}</span>
          {name === "targets" && attention > 0 && (
            <b className="lm-badge">
              {attention}
              <span className="lm-unseen"> need attention</span>
            </b>
          )}
        </button>
      ))}
    </nav>
  );
}
