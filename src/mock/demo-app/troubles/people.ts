import { z } from "zod";
import { defineTrouble } from "../trouble.ts";

const count = z.string().default("120").transform(Number).pipe(z.int().min(0).max(5_000));

export const people = defineTrouble({
  description: "The app has this many users: people:120 for 120.",
  argument: count,
  start: (count) => ({ count }),
});
