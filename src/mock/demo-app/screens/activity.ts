import type { UserMetric } from "../../../metric/user-metric.ts";
import { html, type Html } from "../html.ts";
import type { Language } from "../language.ts";
import type { Screen } from "./screen.ts";

interface Deed {
  user: UserMetric;
  at: Date;
}

const dayMs = 86_400_000;

/** What was done, newest first, in a list for each day (UTC). */
export const activity: Screen = {
  path: "/activity",
  title: "Activity",
  content({ users, language }) {
    const deeds = users.flatMap(toDeeds).toSorted((a, b) => b.at.getTime() - a.at.getTime());
    const days = Map.groupBy(deeds, ({ at }) => at.toISOString().slice(0, 10));
    return html`<div class="feed">
      ${[...days].map(
        ([day, deeds]) =>
          html`<h3 data-day="${day}">${toDayText(day, language)}</h3>
            <dl>${deeds.map(toEntry)}</dl> `,
      )}
    </div>`;
  },
};

/** The last one is the user's own; every other user did the same a day or two ago. */
function toDeeds(user: UserMetric, index: number): Deed[] {
  const last = Date.parse(user.lastActionTime);
  const daysAgo = index % 3;
  const times = daysAgo === 0 ? [last] : [last, last - daysAgo * dayMs];
  return times.map((time) => ({ user, at: new Date(time) }));
}

function toEntry({ user, at }: Deed): Html {
  return html`<dt><time>${at.toISOString().slice(11, 16)}</time></dt>
    <dd>
      <span class="author" data-user-id="${user.userId}">${user.userName}</span>
      <span class="action">${user.lastAction}</span>
    </dd> `;
}

function toDayText(day: string, { tag }: Language): string {
  return new Intl.DateTimeFormat(tag, { dateStyle: "full", timeZone: "UTC" }).format(new Date(day));
}
