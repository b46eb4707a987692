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
  copy: <path d="M5.75 5.75h7.5v7.5h-7.5zM10.25 5.5V2.75h-7.5v7.5H5.5" />,
  copied: <path d="m3.5 8.5 3 3 6-7" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3l2 1.5" />
    </>
  ),
  hold: <path d="M3 5.5h6v4.5H3zM4.25 5.5V4a1.75 1.75 0 0 1 3.5 0v1.5" />,
  disc: <circle cx="6" cy="6" r="4" fill="currentColor" stroke="none" />,
  ring: <circle cx="6" cy="6" r="3.25" />,
  brokenRing: <circle cx="6" cy="6" r="3.5" strokeDasharray="1.5 2.17" />,
  struckRing: (
    <>
      <circle cx="6" cy="6" r="4.5" />
      <path d="m3 9 6-6" />
    </>
  ),
  done: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" stroke="none" />
      <path className="lm-done-tick" d="m4.4 7.2 1.85 1.85 3.5-3.85" />
    </>
  ),
} as const;

/** The side of the square each shape is drawn on. */
const sides: Partial<Record<IconName, number>> = {
  mark: 20,
  hold: 12,
  disc: 12,
  ring: 12,
  brokenRing: 12,
  struckRing: 12,
  done: 14,
};

export type IconName = keyof typeof shapes;

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
