import type { UserMetric } from "../../metric/user-metric.ts";
import { html, type Html } from "./html.ts";

/** One user as a row of the users table. */
export function toRow(user: UserMetric, now: Date): Html {
  const status = toStatus(user);
  return html`<tr data-user-id="${user.userId}">
    <td><span class="name">${user.userName}</span> ${toEmailLink(user.email)}</td>
    <td class="company">${user.company}</td>
    <td><span class="status ${status.toLowerCase()}">${status}</span></td>
    <td>
      <span class="feature">${user.activeFeature}</span> <span class="features">${user.featuresUsed.join(", ")}</span>
    </td>
    <td class="session number">${toSessionText(user.sessionDuration)}</td>
    <td class="views number">${toCountText(user.pageViews)}</td>
    <td class="clicks number">${toCountText(user.clickCount)}</td>
    <td>
      <span class="last-action">${user.lastAction}</span>
      <time datetime="${user.lastActionTime}">${toAgeText(user.lastActionTime, now)}</time>
    </td>
    <td>
      <form method="post" action="/users/${encodeURIComponent(user.userId)}/deactivate">
        <button>Deactivate</button>
      </form>
    </td>
  </tr> `;
}

export type Status = "Online" | "Idle" | "Offline";

/** A session that is open has a feature open. */
export function toStatus({ isActive, activeFeature }: UserMetric): Status {
  if (isActive) return "Online";
  return activeFeature === "" ? "Offline" : "Idle";
}

function toEmailLink(email: string): Html {
  return email === "" ? html`` : html`<a class="email" href="mailto:${email}">${email}</a>`;
}

function toSessionText(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  return `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, "0")} min`;
}

function toCountText(count: number): string {
  return count.toLocaleString("en-US");
}

function toAgeText(time: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(time)) / 1_000));
  if (seconds < 60) return `${seconds} s ago`;
  return `${toSessionText(Math.floor(seconds / 60))} ago`;
}
