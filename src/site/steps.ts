import { z } from "zod";
import { closedMap } from "./closed-map.ts";
import { duration } from "../duration.ts";
import { selector } from "./selector.ts";

const steps = {
  goto: z.string().min(1).meta({ description: "Open an address, resolved against the page at hand" }),
  click: selector.meta({ description: "Click an element; it must come" }),
  clickIfPresent: selector.meta({ description: "Click an element where it is there, such as a cookie notice" }),
  type: z
    .strictObject({
      into: selector.meta({ description: "The form field to type into" }),
      text: z.string().optional().meta({ description: "What to type, as it stands; for what is secret use `secret`" }),
      secret: z.string().min(1).optional().meta({ description: "The name of one of the target's `login` values" }),
    })
    .refine(({ text, secret }) => (text === undefined) !== (secret === undefined), "must have text or secret")
    .meta({ description: "Replace what a form field holds" }),
  select: z
    .strictObject({
      in: selector.meta({ description: "The list of options, a <select>" }),
      option: z.string().meta({ description: "The value or the text of the option to choose" }),
    })
    .meta({ description: "Choose an option by its value or text" }),
  press: z.string().min(1).meta({ description: "Press a key: Enter, Tab, Escape, Control+A" }),
  wait: z
    .strictObject({
      selector: selector.optional().meta({ description: "The element that must be there" }),
      gone: selector.optional().meta({ description: "The element that must be away" }),
      response: z.string().min(1).optional().meta({ description: "The response that must have come, by its address" }),
      timeout: duration.prefault("10s").meta({ description: "How long to wait before the step has failed" }),
    })
    .refine(({ selector: there, gone, response }) => [there, gone, response].filter(Boolean).length === 1, {
      error: "must have one of selector, gone, response",
      when: ({ issues }) => issues.length === 0,
    })
    .meta({ description: "Wait until an element is there or gone, or a response came" }),
  scroll: z
    .union([z.literal("page", "must be page, or a selector"), selector])
    .meta({ description: "Scroll an element into view; `page`: to the end of the page" }),
} as const;

export type StepName = keyof typeof steps;

/** The closed list of what may be done on a page before it is read. */
export const step = z
  .strictObject(
    Object.fromEntries(Object.entries(steps).map(([name, schema]) => [name, z.exactOptional(schema as z.ZodType)])) as {
      [Name in StepName]: z.ZodExactOptional<(typeof steps)[Name]>;
    },
  )
  .refine((entry) => Object.keys(entry).length === 1, {
    error: "must name exactly one step; start the next with its own dash",
    when: ({ issues }) => issues.length === 0,
  })
  .transform((entry): Step => {
    // A step with an unknown key comes here too, to be refused for that key alone.
    const [[type, options] = ["press", ""]] = Object.entries(entry);
    return { type, options } as Step;
  })
  .meta({ id: "Step", description: "One thing to do on the page" });

export type Step = { [Name in StepName]: { type: Name; options: z.output<(typeof steps)[Name]> } }[StepName];

/** What Chrome's DevTools Recorder exports as JSON. */
export const recordedFlow = z.looseObject({ title: z.string(), steps: z.array(z.looseObject({ type: z.string() })) });

const recording = z
  .union([z.string().min(1), recordedFlow])
  .meta({ description: "A JSON file beside this one, or what such a file holds" });

/** Steps written here, or a recording of Chrome's DevTools Recorder in a JSON file beside the selector file. */
export const stepList = z
  .union([z.array(step), closedMap({ recording })])
  .meta({ description: "What to do before reading: steps, or { recording: file.json } of Chrome's DevTools Recorder" });

export type StepList = z.output<typeof stepList>;
