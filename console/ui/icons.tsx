/** Drawn on a grid of 24 with one stroke, so that they weigh the same beside words. */
const paths = {
  overview: "M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z",
  activity: "M3 12h4l3 8 4-16 3 8h4",
  events: "M13 3 5 14h6l-1 7 8-11h-6z",
  captured: "M4 13v5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-5M4 13l3-8h10l3 8M4 13h5l1.500 3h3L15 13h5",
  customers:
    "M16 20v-1.500a4 4 0 0 0-4-4H7a4 4 0 0 0-4 4V20M9.500 10.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM21 20v-1.500a4 4 0 0 0-3-3.900M15.500 3.700a3.500 3.500 0 0 1 0 6.700",
  classes: "M12 3.500 3 8l9 4.500L21 8zM3 12l9 4.500 9-4.500M3 16l9 4.500 9-4.500",
  areas: "M9 4 3 6.500v13.500l6-2.500 6 2.500 6-2.500V4l-6 2.500zM9 4v13.500M15 6.500V20",
  members: "M12 11.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500a7.500 7.500 0 0 1 15 0",
  keys: "M15.500 8.500 20 4M18 6l2 2M13.800 10.200a4.500 4.500 0 1 1-6.400 6.400 4.500 4.500 0 0 1 6.400-6.400z",
  audit: "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5M9 13h6M9 17h4",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
  help: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.500 2.500 0 1 1 3.600 2.200c-.700.400-1.100.900-1.100 1.800M12 16.800v.200",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6 6 18",
  check: "M5 12.500l4.500 4.500L19 7.500",
  down: "M7 10l5 5 5-5",
  up: "M7 14l5-5 5 5",
  right: "M10 7l5 5-5 5",
  left: "M14 7l-5 5 5 5",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  code: "M8 8l-4 4 4 4M16 8l4 4-4 4",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.500V12l3 2",
  calendar: "M5 6h14v14H5zM5 10.500h14M9 3.500V7M15 3.500V7",
  send: "M20 4 10.500 13.500M20 4l-6 16-3.500-6.500L4 10z",
  withheld: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM6 6l12 12",
  alert:
    "M12 8.500v4.500M12 16.500v.100M10.300 4.400 2.800 17.500A2 2 0 0 0 4.500 20.500h15a2 2 0 0 0 1.700-3L13.700 4.400a2 2 0 0 0-3.400 0z",
  question: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.500v5.500M12 16.300v.100",
  stop: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.500 12h7",
  arrow: "M5 12h14M13 6l6 6-6 6",
  email: "M4 6h16v12H4zM4 7l8 6 8-6",
  sms: "M5 5h14v10h-7l-4 4v-4H5z",
  push: "M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15zM10 20.500h4",
  inbox: "M4 13v5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-5M4 13l3-8h10l3 8M4 13h5l1.500 3h3L15 13h5",
  templates: "M5 4h14v16H5zM8.500 8.500h7M8.500 12h7M8.500 15.500h4",
  types: "M4 6h2M4 12h2M4 18h2M10 6h10M10 12h10M10 18h10",
  switches: "M8 7h8a5 5 0 0 1 0 10H8A5 5 0 0 1 8 7zM8 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  look: "M12 20a8 8 0 1 1 8-8c0 2-1.500 3-3 3h-2a2 2 0 0 0-1.500 3.300c.600.800.100 1.700-1.500 1.700zM8 11.500v.100M11 8v.100M15 8.500v.100",
  modules: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM16.500 13v7M13 16.500h7",
  upload: "M12 16V5M7 9.500 12 4.500l5 5M5 19.500h14",
  plus: "M12 5v14M5 12h14",
  out: "M14 4H6v16h8M10 12h11M17 8l4 4-4 4",
  company: "M4 20V9l8-5 8 5v11M2.500 20h19M9.500 20v-5.500h5V20",
  organisation: "M5 20V5h9v15M14 10h5v10M3 20h18M8.500 9h2M8.500 13h2M8.500 17h2",
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  )
}

/** The mark: a small wave made of two message strokes. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg
      aria-hidden="true"
      className="mark"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="3.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M3 13.500c4.300-6.400 8.700-6.400 13 0s8.700 6.400 13 0" />
      <path d="M3 22.500c4.300-6.400 8.700-6.400 13 0 2.400 3.500 4.800 5.100 7.200 4.800" />
    </svg>
  )
}
