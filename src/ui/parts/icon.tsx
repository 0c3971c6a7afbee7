/** Outline icons, drawn for this page on a 24 grid. Decoration only: the name stands beside them. */
const outlines = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  alert: 'M12 4L2.8 19.5h18.4zM12 10v4.5M12 17v.1',
  dot: 'M12 7a5 5 0 1 1 0 10a5 5 0 1 1 0-10z',
  phone:
    'M6 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4 5.7a2 2 0 0 1 2-2.2z',
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8.5 6v12M15.5 6v12',
  download: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14',
  search: 'M11 4.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13zM16 16l4 4',
  settings: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4',
  'log-out': 'M10 4H5.5v16H10M15 8l4 4-4 4M19 12H9.5',
  back: 'M11 6l-6 6 6 6M5 12h14',
  plus: 'M12 5.5v13M5.5 12h13',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  eye: 'M2.5 12c3-5 6-7 9.5-7s6.5 2 9.5 7c-3 5-6 7-9.5 7s-6.5-2-9.5-7zM12 9.3a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 1 1 0-5.4z',
  'eye-off': 'M2.5 12c3-5 6-7 9.5-7s6.5 2 9.5 7c-3 5-6 7-9.5 7s-6.5-2-9.5-7zM4.5 19.5l15-15',
  keyboard: 'M3 6.5h18v11H3zM7 10.5v.1M11 10.5v.1M15 10.5v.1M8 14h8',
  audio: 'M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.4M20 4.5v4.9h-4.9',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4',
  upload: 'M12 15V4M7.5 8.5L12 4l4.5 4.5M5 20h14',
  forward: 'M13.5 6l6 6-6 6M19 12H4.5',
  mail: 'M3.5 6h17v12h-17zM4 7l8 6 8-6',
} as const;

export type IconName = keyof typeof outlines;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d={outlines[name]} />
    </svg>
  );
}
