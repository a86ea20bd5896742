const PATHS = {
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4 4l8 8M12 4l-8 8',
  alert: 'M8 3.5v5.5M8 12.2v.3',
  clock: 'M8 4v4l2.5 2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0',
  arrow: 'M2.5 8h10M8.5 4l4 4-4 4',
  dot: 'M6.5 8a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0',
  note: 'M2.5 4.5h11v7h-11zM2.5 5l5.5 4 5.5-4',
} as const;

export type IconName = keyof typeof PATHS;

/** A sign beside a word that says the same: nothing is read out. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
