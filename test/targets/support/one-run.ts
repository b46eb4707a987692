import { openVisitor, type Visit } from "./visitor.ts";

// A run in a process of its own: `node one-run.ts '{"site": …, "visit": …, "stateFolder": …}'` prints verdict and rows.
const { site, visit, stateFolder } = JSON.parse(process.argv[2]!) as {
  site: string;
  visit: Visit;
  stateFolder: string;
};
await using visitor = await openVisitor(stateFolder);
const { verdict, observations } = await visitor.run(site, visit);
process.stdout.write(JSON.stringify({ name: verdict.name, sentence: verdict.sentence, rows: observations.length }));
