/** What there is to see, in the order of the menu: the menu, the palette and the breadcrumb all come from this list. */
import type { IconName } from "../ui/icons.tsx"
import type { Permission } from "./session.tsx"
import type { WordId } from "./words.tsx"

export type Screen = {
  path: string
  title: WordId
  icon: IconName
  /** Who may not is not shown it. */
  needs: Permission
  /** What else people call it, for the palette: the words of the systems they come from. */
  also?: WordId
  /** The page of the help that tells how it is used: the name of a file in docs/ or docs/how-to/. */
  help?: string
}
export type Group = { title: WordId | null; screens: readonly Screen[] }

export const groups: readonly Group[] = [
  {
    title: null,
    screens: [
      {
        path: "/",
        title: "nav.overview",
        icon: "overview",
        needs: "settings:see",
        also: "nav.overview.also",
        help: "quick-start",
      },
    ],
  },
  {
    title: "nav.group.customers",
    screens: [
      {
        path: "/customers",
        title: "nav.customers",
        icon: "customers",
        needs: "customers:see",
        also: "nav.customers.also",
        help: "import-customers",
      },
      {
        path: "/classes",
        title: "nav.classes",
        icon: "classes",
        needs: "classes:see",
        also: "nav.classes.also",
        help: "manage-customer-class-notifications",
      },
      {
        path: "/areas",
        title: "nav.areas",
        icon: "areas",
        needs: "members:see",
        also: "nav.areas.also",
        help: "concepts",
      },
    ],
  },
  {
    title: "nav.group.notifications",
    screens: [
      {
        path: "/activity",
        title: "nav.activity",
        icon: "activity",
        needs: "activity:see",
        also: "nav.activity.also",
        help: "states",
      },
      { path: "/events", title: "nav.events", icon: "events", needs: "activity:see", help: "sending" },
      {
        path: "/send",
        title: "nav.send",
        icon: "send",
        needs: "deliveries:send",
        also: "nav.send.also",
        help: "send-a-message",
      },
      {
        path: "/templates",
        title: "nav.templates",
        icon: "templates",
        needs: "templates:edit",
        also: "nav.templates.also",
        help: "edit-a-message",
      },
      {
        path: "/switches",
        title: "nav.switches",
        icon: "switches",
        needs: "switches:edit",
        also: "nav.switches.also",
        help: "concepts",
      },
      {
        path: "/types",
        title: "nav.types",
        icon: "types",
        needs: "types:see",
        also: "nav.types.also",
        help: "own-notification-types",
      },
    ],
  },
  {
    title: "nav.group.channels",
    screens: [
      {
        path: "/email",
        title: "nav.email",
        icon: "email",
        needs: "connections:manage",
        also: "nav.email.also",
        help: "connect-e-mail",
      },
      {
        path: "/suppressions",
        title: "nav.suppressions",
        icon: "withheld",
        needs: "suppressions:see",
        also: "nav.suppressions.also",
        help: "connect-e-mail",
      },
      {
        path: "/captured",
        title: "nav.captured",
        icon: "captured",
        needs: "captured:see",
        also: "nav.captured.also",
        help: "email",
      },
    ],
  },
  {
    title: "nav.group.settings",
    screens: [
      {
        path: "/organisation",
        title: "nav.organisation",
        icon: "organisation",
        needs: "settings:see",
        also: "nav.organisation.also",
        help: "concepts",
      },
      {
        path: "/look",
        title: "nav.look",
        icon: "look",
        needs: "settings:see",
        also: "nav.look.also",
        help: "edit-a-message",
      },
      {
        path: "/members",
        title: "nav.members",
        icon: "members",
        needs: "members:see",
        also: "nav.members.also",
        help: "security",
      },
      {
        path: "/modules",
        title: "nav.modules",
        icon: "modules",
        needs: "settings:see",
        also: "nav.modules.also",
        help: "concepts",
      },
      {
        path: "/api-keys",
        title: "nav.apiKeys",
        icon: "keys",
        needs: "api_keys:manage",
        also: "nav.apiKeys.also",
        help: "sending",
      },
      {
        path: "/webhooks",
        title: "nav.webhooks",
        icon: "out",
        needs: "webhooks:manage",
        also: "nav.webhooks.also",
        help: "use-webhooks",
      },
      {
        path: "/audit",
        title: "nav.audit",
        icon: "audit",
        needs: "audit:see",
        also: "nav.audit.also",
        help: "security",
      },
    ],
  },
  {
    title: "nav.group.platform",
    screens: [
      {
        path: "/organisations",
        title: "nav.organisations",
        icon: "organisation",
        needs: "platform:manage",
        also: "nav.organisations.also",
        help: "start-an-install",
      },
      {
        path: "/company",
        title: "nav.company",
        icon: "company",
        needs: "platform:manage",
        also: "nav.company.also",
        help: "start-an-install",
      },
      {
        path: "/health",
        title: "nav.health",
        icon: "activity",
        needs: "platform:manage",
        also: "nav.health.also",
        help: "operate",
      },
    ],
  },
]

export const screens: readonly Screen[] = groups.flatMap((group) => group.screens)

/** What a person has of their own: the person menu, and the tabs of the profile. */
export const ownScreens = [
  { path: "/profile", title: "profile.details", icon: "members" },
  { path: "/profile/password", title: "profile.password", icon: "keys" },
  { path: "/profile/two-step", title: "profile.twoStep", icon: "check" },
  { path: "/profile/sessions", title: "profile.sessions", icon: "clock" },
] as const satisfies readonly { path: string; title: WordId; icon: IconName }[]

/** The screen an address belongs to. */
export const screenOf = (path: string): Screen | undefined =>
  screens.find((screen) =>
    screen.path === "/" ? path === "/" : path === screen.path || path.startsWith(`${screen.path}/`),
  )
