import type { Question } from "../exchange.ts";
import type { Html } from "../html.ts";
import type { UserList } from "../view.ts";

/** Another way to show the same users. Its script is served beside it, as `<path>.js`. */
export interface Screen {
  path: string;
  title: string;
  content(list: UserList, question: Question): Html;
  script?: string;
  /** Directives of the content security policy that are wider than usual. */
  policy?: Readonly<Record<string, string>>;
  /** The content is the whole page. */
  isBare?: boolean;
}
