import type { UserMetric } from "../../metric/user-metric.ts";
import { html, type Html } from "./html.ts";
import { english, type Language } from "./language.ts";

/** One user as a row of the users table. */
export function toRow(user: UserMetric, now: Date, language: Language = english): Html {
  const status = toStatus(user);
  return html`<tr data-user-id="${user.userId}">
    <td><span class="name">${user.userName}</span> ${toEmailLink(user.email)}</td>
    <td class="company">${user.company}</td>
    <td><span class="status ${status.toLowerCase()}">${language.say(status)}</span></td>
    <td>
      <span class="feature">${user.activeFeature}</span> <span class="features">${user.featuresUsed.join(", ")}</span>
    </td>
    <td class="session number">${language.session(user.sessionDuration)}</td>
    <td class="views number">${language.count(user.pageViews)}</td>
    <td class="clicks number">${language.count(user.clickCount)}</td>
    <td>
      <span class="last-action">${user.lastAction}</span>
      ${language.time(user.lastActionTime, now)}
    </td>
    <td>
      <form method="post" action="/users/${encodeURIComponent(user.userId)}/deactivate">
        <button>${language.say("Deactivate")}</button>
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
