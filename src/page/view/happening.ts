import type { UserEvent } from "../../metric/event.ts";
import { toMinutesText } from "./words.ts";

/** An event in words, to stand behind a name: "opened" and "Revenue". */
export interface Happening {
  kind: "use" | "start" | "end";
  words: string;
  feature: string | undefined;
}

export function toHappening({ type, data }: UserEvent): Happening {
  const feature = typeof data["feature"] === "string" ? data["feature"] : undefined;
  const minutes = typeof data["minutes"] === "number" ? data["minutes"] : data["sessionDuration"];
  switch (type) {
    case "feature_used":
      return { kind: "use", words: "opened", feature };
    case "session_started":
      return { kind: "start", words: feature === undefined ? "started a session" : "started a session in", feature };
    case "session_ended":
      return {
        kind: "end",
        words: typeof minutes === "number" ? `ended a session of ${toMinutesText(minutes)}` : "ended a session",
        feature: undefined,
      };
    case "user_new":
      return { kind: "start", words: "was seen for the first time", feature: undefined };
    case "came_back":
      return { kind: "start", words: "came back", feature: undefined };
    case "went_idle":
      return { kind: "end", words: "went idle", feature: undefined };
    case "user_gone":
      return { kind: "end", words: "left", feature: undefined };
    default: {
      const words = type.replaceAll(/[_-]+/g, " ");
      return { kind: "use", words: feature === undefined ? words : `${words} in`, feature };
    }
  }
}
