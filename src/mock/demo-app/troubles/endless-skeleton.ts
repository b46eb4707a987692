import { skeletonList } from "../placeholders.ts";
import { defineTrouble } from "../trouble.ts";

export const endlessSkeleton = defineTrouble({
  description: "The users screen has placeholder rows, and real ones never come.",
  start: () => ({ list: (_, { users }) => skeletonList(users) }),
});
