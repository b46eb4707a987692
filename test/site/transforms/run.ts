import { transforms, type TransformName } from "../../../src/site/transforms/index.ts";
import {
  exampleContext,
  type Outcome,
  type Transform,
  type TransformContext,
} from "../../../src/site/transforms/transform.ts";

/** As a selector file would run it: without options the bare name, and where nothing is said in the docs' context. */
export function run(
  name: TransformName,
  input: unknown,
  options?: unknown,
  context: Partial<TransformContext> = {},
): Outcome {
  const transform = transforms[name] as Transform;
  return transform.apply(input, transform.options.parse(options ?? transform.bare), { ...exampleContext, ...context });
}
