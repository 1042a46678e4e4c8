/** Drawn here on a grid of 24, lines of 2. A closed list: an icon is a word, and few words are easier to learn. */
const shapes = {
  overview: 'M4 13a8 8 0 0 1 16 0M12 13l4-4M4 19h16',
  incident: 'M12 3 2.5 20h19zM12 10v4M12 17.2v.1',
  check: 'M3 12h4l3-7 4 14 3-7h4',
  component: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  megaphone: 'M3 10v4h4l9 5V5L7 10zM19.5 9a4 4 0 0 1 0 6',
  calendar: 'M4 6h16v14H4zM4 10.5h16M8 3v4M16 3v4',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .7 3.200 2.5 3.5 5.5',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.5-4.5 3.5-6.5 7.5-6.5s7 2 7.5 6.5',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4',
  send: 'M21 3 3 10.5l7 3 3 7zM10 13.5l4-4',
  report: 'M4 4h16v12H9l-5 4zM12 7.5v3.5M12 13.200v.1',
  cloud: 'M7 19a4.5 4.5 0 0 1-.5-9A6 6 0 0 1 18 9.5 4.800 4.800 0 0 1 17.5 19z',
  flag: 'M5 21V4M5 4h13l-3 4.5 3 4.5H5',
  device: 'M7 7h10v10H7zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4',
  chart: 'M4 4v16h16M7 15l4-5 3 3 5-7',
  function: 'M9 4 4 12l5 8M15 4l5 8-5 8',
  key: 'M8 16a4 4 0 1 1 3.5-6H21v4h-3v3h-3v-3h-3.5A4 4 0 0 1 8 16zM8 12v.1',
  book: 'M5 4h12a2 2 0 0 1 2 2v14H7a2 2 0 0 1-2-2zM5 17.5A2 2 0 0 1 7 16h12M9 8h6',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  import: 'M12 3v11M8 10l4 4 4-4M4 17v3h16v-3',
  export: 'M12 14V3M8 7l4-4 4 4M4 17v3h16v-3',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  tick: 'M4.5 12.5 10 18 19.5 6.5',
  tickCircle: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.5l3 3 5-6.5',
  crossCircle: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 9l6 6M15 9l-6 6',
  question: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.300c-.7.3-1 .7-1 1.700M12 16.700v.1',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.700v.1',
  slow: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2',
  wrench:
    'M14.5 6.5a4.5 4.5 0 0 1 5.800-1.300l-3 3 1.5 1.5 3-3a4.5 4.5 0 0 1-6 5.800L8.5 20a2.100 2.100 0 0 1-3-3l7.300-7.300a4.5 4.5 0 0 1 1.700-3.200z',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M5 12a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0M11.5 12a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0M18 12a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0',
  down: 'M6 9.5l6 6 6-6',
  up: 'M6 14.5l6-6 6 6',
  right: 'M9.5 6l6 6-6 6',
  left: 'M14.5 6l-6 6 6 6',
  external: 'M14 4h6v6M20 4 11 13M18 14v6H4V6h6',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  play: 'M7 5v14l12-7z',
  pause: 'M8 5v14M16 5v14',
  edit: 'M4 20h4L20 8l-4-4L4 16zM13.5 6.5l4 4',
  trash: 'M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5M14 11v5',
  undo: 'M9 6 4 11l5 5M4 11h10a6 6 0 0 1 0 8h-2',
  signOut: 'M10 4H4v16h6M15 8l4 4-4 4M19 12H9',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2',
  keyboard: 'M3 6h18v12H3zM7 10v.1M11 10v.1M15 10v.1M8 14h8',
  eye: 'M2 12s3.5-7 10-7 10 7 10 7-3.5 7-10 7-10-7-10-7zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  dot: 'M12 12v.1',
} as const

export type IconName = keyof typeof shapes

/** Decoration: whatever it says is also said in text, so readers of the screen do not hear it. */
export function Icon({ name, size = 18, className = '' }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={shapes[name]} />
    </svg>
  )
}
