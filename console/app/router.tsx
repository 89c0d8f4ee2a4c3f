/** Every address of the console and the page it opens; pages are fetched when they are opened. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query"
import {
  type AnyRoute,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router"
import { Failure, Waiting } from "../ui/page.tsx"
import { Frame } from "./frame.tsx"
import { Person } from "./person.tsx"
import { profileQuery, sessionQuery } from "./session.tsx"
import { localeFor, Words } from "./words.tsx"

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  loader: async ({ context: { client } }) => {
    // A server that can't be reached is told by the page below, in the reader's language.
    const session = await client.ensureQueryData(sessionQuery).catch(() => null)
    if (session) await client.ensureQueryData(profileQuery).catch(() => null)
  },
  component: Person,
  // Words stand below this route: while it is loaded there are none to say so with.
  pendingMs: Number.POSITIVE_INFINITY,
  errorComponent: (failed) => (
    <Words locale={localeFor(null)}>
      <Broken {...failed} />
    </Words>
  ),
})

const signedOut = createRoute({ getParentRoute: () => root, id: "signed-out", component: Outlet })

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context: { client }, location }) => {
    const session = await client.ensureQueryData(sessionQuery)
    if (!session)
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { to: location.href } } as never)
    if (session.mustSetUpTwoStep && !location.pathname.startsWith("/profile"))
      throw redirect({ to: "/profile/two-step" } as never)
    // The operator of an install has no organisation to look at.
    if (location.pathname === "/" && !session.permissions["settings:see"])
      throw redirect({
        to: session.permissions["platform:manage"] ? "/organisations" : "/activity",
      } as never)
  },
  component: Frame,
})

const overview = () => import("../pages/overview.tsx")
const activity = () => import("../pages/activity.tsx")
const events = () => import("../pages/events.tsx")
const captured = () => import("../pages/captured.tsx")
const customers = () => import("../pages/customers.tsx")
const customer = () => import("../pages/customer.tsx")
const templates = () => import("../pages/templates.tsx")
const templateSet = () => import("../pages/templateSet.tsx")
const message = () => import("../pages/message.tsx")
const types = () => import("../pages/types.tsx")
const typeEdit = () => import("../pages/typeEdit.tsx")
const classes = () => import("../pages/classes.tsx")
const members = () => import("../pages/members.tsx")
const areas = () => import("../pages/areas.tsx")
const keys = () => import("../pages/apiKeys.tsx")
const audit = () => import("../pages/audit.tsx")
const profile = () => import("../pages/profile.tsx")
const signIn = () => import("../pages/signIn.tsx")
const imports = () => import("../pages/imports.tsx")
const send = () => import("../pages/send.tsx")
const organisation = () => import("../pages/organisation.tsx")
const look = () => import("../pages/look.tsx")
const modules = () => import("../pages/modules.tsx")
const switches = () => import("../pages/switches.tsx")
const email = () => import("../pages/email.tsx")
const domains = () => import("../pages/sendingDomains.tsx")
const suppressions = () => import("../pages/suppressions.tsx")
const webhooks = () => import("../pages/webhooks.tsx")
const webhook = () => import("../pages/webhook.tsx")
const help = () => import("../pages/help.tsx")
const company = () => import("../pages/company.tsx")
const health = () => import("../pages/health.tsx")
const organisations = () => import("../pages/organisations.tsx")

type Component = ReturnType<typeof lazyRouteComponent>
/** @param parent a route; its own type is of no use to a list of addresses */
const at = (parent: unknown, path: string, component: Component): AnyRoute =>
  createRoute({ getParentRoute: () => parent, path, component } as never)

/** A list, and over it what is opened from it. */
function listAt(path: string, list: Component, ...opened: [path: string, component: Component][]): AnyRoute {
  const parent = at(signedIn, path, list)
  return parent.addChildren(opened.map(([below, component]) => at(parent, below, component)))
}

const routeTree = root.addChildren([
  signedOut.addChildren([
    at(signedOut, "/sign-in", lazyRouteComponent(signIn, "SignIn")),
    at(signedOut, "/forgotten", lazyRouteComponent(signIn, "Forgotten")),
    at(
      signedOut,
      "/link",
      lazyRouteComponent(() => import("../pages/link.tsx"), "LinkPage"),
    ),
  ] as never),
  signedIn.addChildren([
    at(signedIn, "/", lazyRouteComponent(overview, "Overview")),
    listAt("/activity", lazyRouteComponent(activity, "Activity"), ["$id", lazyRouteComponent(activity, "Delivery")]),
    listAt("/events", lazyRouteComponent(events, "Events"), ["$id", lazyRouteComponent(events, "EventDrawer")]),
    listAt("/templates", lazyRouteComponent(templates, "Templates"), ["new", lazyRouteComponent(templates, "NewSet")]),
    listAt(
      "/templates/$setId",
      lazyRouteComponent(templateSet, "TemplateSet"),
      ["settings", lazyRouteComponent(templateSet, "SetSettings")],
      ["copy", lazyRouteComponent(templateSet, "CopySet")],
    ),
    at(signedIn, "/templates/$setId/types/$typeKey", lazyRouteComponent(message, "MessageEditor")),
    listAt(
      "/types",
      lazyRouteComponent(types, "Types"),
      ["new", lazyRouteComponent(typeEdit, "NewType")],
      ["$id", lazyRouteComponent(types, "NotificationTypeDrawer")],
      ["$id/edit", lazyRouteComponent(typeEdit, "EditType")],
    ),
    listAt("/captured", lazyRouteComponent(captured, "Captured"), [
      "$id",
      lazyRouteComponent(captured, "CapturedMessage"),
    ]),
    listAt("/audit", lazyRouteComponent(audit, "Audit"), ["$id", lazyRouteComponent(audit, "AuditRecord")]),
    listAt(
      "/members",
      lazyRouteComponent(members, "Members"),
      ["new", lazyRouteComponent(members, "NewMember")],
      ["$id", lazyRouteComponent(members, "Member")],
    ),
    listAt(
      "/areas",
      lazyRouteComponent(areas, "Areas"),
      ["new", lazyRouteComponent(areas, "NewArea")],
      ["$id", lazyRouteComponent(areas, "Area")],
    ),
    listAt("/api-keys", lazyRouteComponent(keys, "ApiKeys"), ["new", lazyRouteComponent(keys, "NewApiKey")]),
    at(signedIn, "/customers/import", lazyRouteComponent(imports, "Imports")),
    at(signedIn, "/customers/import/$id", lazyRouteComponent(imports, "ImportPage")),
    at(signedIn, "/send", lazyRouteComponent(send, "Send")),
    at(signedIn, "/organisation", lazyRouteComponent(organisation, "OrganisationSettings")),
    at(signedIn, "/look", lazyRouteComponent(look, "Look")),
    at(signedIn, "/modules", lazyRouteComponent(modules, "Modules")),
    at(signedIn, "/switches", lazyRouteComponent(switches, "Switches")),
    listAt(
      "/email",
      lazyRouteComponent(email, "EmailConnections"),
      ["new", lazyRouteComponent(email, "NewConnection")],
      ["$id", lazyRouteComponent(email, "Connection")],
    ),
    listAt(
      "/email/domains",
      lazyRouteComponent(domains, "SendingDomains"),
      ["new", lazyRouteComponent(domains, "NewDomain")],
      ["$id", lazyRouteComponent(domains, "Domain")],
    ),
    listAt(
      "/suppressions",
      lazyRouteComponent(suppressions, "Suppressions"),
      ["new", lazyRouteComponent(suppressions, "NewSuppression")],
      ["$id", lazyRouteComponent(suppressions, "Suppression")],
    ),
    listAt("/webhooks", lazyRouteComponent(webhooks, "Webhooks"), ["new", lazyRouteComponent(webhooks, "NewWebhook")]),
    listAt("/webhooks/$id", lazyRouteComponent(webhook, "Webhook"), [
      "messages/$messageId",
      lazyRouteComponent(webhook, "WebhookMessage"),
    ]),
    ...["settings", "verify"].map((tab) =>
      at(signedIn, `/webhooks/$id/${tab}`, lazyRouteComponent(webhook, "Webhook")),
    ),
    listAt(
      "/organisations",
      lazyRouteComponent(organisations, "Organisations"),
      ["new", lazyRouteComponent(organisations, "NewOrganisation")],
      ["$id", lazyRouteComponent(organisations, "Organisation")],
    ),
    at(signedIn, "/company", lazyRouteComponent(company, "Company")),
    at(signedIn, "/health", lazyRouteComponent(health, "Health")),
    at(signedIn, "/help", lazyRouteComponent(help, "Help")),
    at(signedIn, "/help/$page", lazyRouteComponent(help, "Help")),
    listAt("/customers", lazyRouteComponent(customers, "Customers"), [
      "new",
      lazyRouteComponent(customers, "NewCustomer"),
    ]),
    listAt("/classes", lazyRouteComponent(classes, "Classes"), ["new", lazyRouteComponent(classes, "NewClass")]),
    ...["", "/settings", "/customers", "/history"].map((tab) =>
      at(signedIn, `/classes/$id${tab}`, lazyRouteComponent(classes, "CustomerClass")),
    ),
    ...["", "/notifications", "/balance", "/activity", "/history"].map((tab) =>
      at(signedIn, `/customers/$id${tab}`, lazyRouteComponent(customer, "Customer")),
    ),
    at(
      signedIn,
      "$",
      lazyRouteComponent(() => import("../pages/nothingHere.tsx"), "NothingHere"),
    ),
    ...["", "/password", "/two-step", "/sessions"].map((tab) =>
      at(signedIn, `/profile${tab}`, lazyRouteComponent(profile, "Profile")),
    ),
  ] as never),
] as never)

function Broken({ error, reset }: { error: unknown; reset: () => void }) {
  const client = useQueryClient()
  return (
    <div className="alone">
      <Failure
        error={error}
        retry={() => {
          void client.resetQueries()
          reset()
        }}
      />
    </div>
  )
}

/** Filters are plain text in the address: `?state=failed`, not JSON. */
const readQuery = (text: string) => Object.fromEntries(new URLSearchParams(text))
const writeQuery = (query: Record<string, unknown>) => {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (typeof value === "string" && value) asked.set(name, value)
  return asked.size ? `?${asked}` : ""
}

export const makeRouter = (client: QueryClient) =>
  createRouter({
    routeTree: routeTree as unknown as typeof root,
    context: { client },
    parseSearch: readQuery,
    stringifySearch: writeQuery,
    defaultPreload: "intent",
    defaultPendingMs: 300,
    defaultPendingComponent: () => <Waiting rows={6} />,
    defaultErrorComponent: Broken as never,
    scrollRestoration: true,
  })
