/** Looking at a one-time link, so that a page can say what it is for before it is taken. */
import { z } from "zod"
import { instant, openRoute } from "../base/route.ts"
import { describeLink, purposes, readLink } from "./links.ts"

const LinkSeen = z
  .object({
    purpose: z.enum(purposes),
    expiresAt: instant,
    organisation: z
      .string()
      .nullable()
      .meta({ description: "Where an invitation leads.", examples: ["Acme"] }),
    name: z
      .string()
      .nullable()
      .meta({ examples: ["Anna Nowak"] }),
    email: z
      .string()
      .nullable()
      .meta({ description: "The address that signs in, or will.", examples: ["anna@example.com"] }),
    hasSignIn: z.boolean().meta({ description: "Does somebody sign in with the address already?" }),
  })
  .meta({ id: "LinkSeen" })

export const linkRoutes = [
  openRoute("POST /v1/links", {
    name: "links look",
    summary: "What a one-time link is for. Looking doesn't use it up.",
    body: z
      .strictObject({ link: z.string().max(300).meta({ description: "The part of the link behind #." }) })
      .meta({ id: "LinkInput" }),
    example: { link: "tdl_…" },
    answer: LinkSeen,
    run: async ({ install, now, body }) => {
      const link = readLink(body.link)
      return await install.db.org(link.orgId, (tx) => describeLink(tx, link, now))
    },
  }),
]
