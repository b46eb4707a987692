const shapes = {
  mark: (
    <>
      <path d="M1.5 13.5h3l2.5-8 2 5.5" strokeWidth="1.75" />
      <path className="lm-mark-second" d="M12 9l1.5 4.5h5" strokeWidth="1.75" />
    </>
  ),
  search: <path d="M11.25 7a4.25 4.25 0 1 1-8.5 0 4.25 4.25 0 0 1 8.5 0M10.25 10.25l3.25 3.25" />,
  clear: <path d="m4.25 4.25 7.5 7.5m0-7.5-7.5 7.5" />,
  up: <path d="M8 12.75v-9.5M4.5 6.75 8 3.25l3.5 3.5" />,
  down: <path d="M8 3.25v9.5M4.5 9.25 8 12.75l3.5-3.5" />,
  back: <path d="m10 3.5-4.5 4.5 4.5 4.5" />,
  open: <path d="m5 6.5 3 3 3-3" />,
  add: <path d="M8 3.5v9M3.5 8h9" />,
  columns: <path d="M2.75 3.25h10.5v9.5H2.75zM6.25 3.25v9.5M9.75 3.25v9.5" />,
  filter: <path d="M2.5 4.5h11M4.75 8h6.5M7 11.5h2" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2" />,
  play: <path d="M5 3.5v9l7.5-4.5z" fill="currentColor" strokeWidth="1" />,
  export: <path d="M8 2.5v7.5M5 7.25l3 3 3-3M3 13.25h10" />,
  run: <path d="M13 8a5 5 0 1 1-1.6-3.65M13 2.5v2.75h-2.75" />,
  copy: <path d="M5.75 5.75h7.5v7.5h-7.5zM10.25 5.5V2.75h-7.5v7.5H5.5" />,
  copied: <path d="m3.5 8.5 3 3 6-7" />,
  link: (
    <path d="M6.75 9.25 9.25 6.75M7.5 4.75l1-1a2.65 2.65 0 0 1 3.75 3.75l-1 1M8.5 11.25l-1 1a2.65 2.65 0 0 1-3.75-3.75l1-1" />
  ),
  help: (
    <>
      <circle cx="8" cy="8" r="5.75" />
      <path d="M6.4 6.5a1.65 1.65 0 1 1 2.4 1.5c-.5.25-.8.55-.8 1.1M8 11.2v.1" />
    </>
  ),
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.25" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3l2 1.5" />
    </>
  ),
  users: (
    <>
      <circle cx="8" cy="6.5" r="3" />
      <path d="M2.5 16.5c.3-3 2.4-4.75 5.5-4.75s5.2 1.75 5.5 4.75M13 3.75a3 3 0 0 1 0 5.5M15.25 12.25c1.5.75 2.25 2.25 2.4 4.25" />
    </>
  ),
  activity: <path d="M3 5h2M8 5h9M3 10h2M8 10h9M3 15h2M8 15h6" />,
  features: <path d="M3 4.5h13M3 10h9M3 15.5h5" strokeWidth="2.5" />,
  targets: <path d="M2.75 4h14.5v9.5H2.75zM7 16.5h6" />,
  hold: <path d="M3 5.5h6v4.5H3zM4.25 5.5V4a1.75 1.75 0 0 1 3.5 0v1.5" />,
  tick: <path d="m2.75 6.25 2.25 2.25 4.25-5" />,
  disc: <circle cx="6" cy="6" r="4" fill="currentColor" stroke="none" />,
  ring: <circle cx="6" cy="6" r="3.25" />,
  brokenRing: <circle cx="6" cy="6" r="3.5" strokeDasharray="1.5 2.17" />,
  struckRing: (
    <>
      <circle cx="6" cy="6" r="4.5" />
      <path d="m3 9 6-6" />
    </>
  ),
  catch: <path d="m3 2.5 3 3 3-3M3 6.5l3 3 3-3" />,
  smallClock: (
    <>
      <circle cx="6" cy="6" r="4.5" />
      <path d="M6 3.5V6l1.5 1.25" />
    </>
  ),
  brokenBar: <path d="M1 6h2.25M8.75 6H11M5 2.5v7M7 2.5v7" />,
  dot: <circle cx="6" cy="6" r="1.75" fill="currentColor" stroke="none" />,
  start: <path d="M3.5 2.5v7L9.5 6z" fill="currentColor" strokeWidth="1" />,
  end: <path d="M3 3h6v6H3z" />,
  hatch: <path d="M1.5 6.5l5-5M1.5 10.5l9-9M5.5 10.5l5-5" strokeWidth="1.25" />,
  done: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" stroke="none" />
      <path className="lm-icon-cut" d="m4.4 7.2 1.85 1.85 3.5-3.85" />
    </>
  ),
  proven: (
    <>
      <circle cx="7" cy="7" r="5.25" />
      <path d="m4.6 7.2 1.7 1.7 3.2-3.5" />
    </>
  ),
  half: (
    <>
      <circle cx="7" cy="7" r="5.25" />
      <path d="M7 1.75a5.25 5.25 0 0 0 0 10.5z" fill="currentColor" stroke="none" />
    </>
  ),
  failed: (
    <>
      <path d="M4.5 1h5L13 4.5v5L9.5 13h-5L1 9.5v-5z" fill="currentColor" stroke="none" />
      <path className="lm-icon-cut" d="m5 5 4 4m0-4-4 4" />
    </>
  ),
  lock: (
    <>
      <path d="M2.5 6.25h9v6h-9z" fill="currentColor" />
      <path d="M4.5 6V4.25a2.5 2.5 0 0 1 5 0V6" />
    </>
  ),
} as const;

export type IconName = keyof typeof shapes;

/** The side of the square each shape is drawn on, where it is not 16. */
const sides: Partial<Record<IconName, number>> = {
  mark: 20,
  users: 20,
  activity: 20,
  features: 20,
  targets: 20,
  hold: 12,
  tick: 12,
  disc: 12,
  ring: 12,
  brokenRing: 12,
  struckRing: 12,
  catch: 12,
  smallClock: 12,
  brokenBar: 12,
  dot: 12,
  start: 12,
  end: 12,
  hatch: 12,
  done: 14,
  proven: 14,
  half: 14,
  failed: 14,
  lock: 14,
};

/** A drawn sign. It never stands alone: a word or a label beside it says the same. */
export function Icon({ name, size }: { name: IconName; size?: number }) {
  const side = sides[name] ?? 16;
  return (
    <svg
      className="lm-icon"
      width={size ?? side}
      height={size ?? side}
      viewBox={`0 0 ${side} ${side}`}
      aria-hidden="true"
    >
      {shapes[name]}
    </svg>
  );
}
