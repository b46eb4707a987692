import { closest } from "../document/closest.ts";
import { UsageError } from "../errors.ts";

/** What `command <action>` is to do. Throws a UsageError that names the actions there are. */
export function chooseAction<Action>(command: string, name: string, actions: Readonly<Record<string, Action>>): Action {
  if (Object.hasOwn(actions, name)) return actions[name]!;

  const names = Object.keys(actions);
  const meant = closest(name, names);
  throw new UsageError(`${command} ${name}: there is no such action`, {
    code: "LM_USAGE",
    hint: meant ? `Did you mean “${meant}”?` : `There are ${names.slice(0, -1).join(", ")} and ${names.at(-1)}.`,
  });
}
