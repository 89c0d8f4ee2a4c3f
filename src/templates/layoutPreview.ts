/** How e-mails would look with another layout, accent or footer, before anybody saves it. */
import { z } from "zod"
import { paragraph, route } from "../base/route.ts"
import { consoleLocales } from "../base/words.ts"
import { sampleData } from "../catalogue/check.ts"
import { typeDefinition } from "../catalogue/definition.ts"
import { announcements } from "../catalogue/starting/announcements.ts"
import { compileDefault, defaultSource } from "./defaults.ts"
import { inTurn, orRefuse, refusal, samplePerson, unsubscribePage } from "./examine.ts"
import { layoutInForce } from "./layouts.ts"
import type { Context } from "./message.ts"
import { organisationContext } from "./organisation.ts"
import { render } from "./render.ts"
import { compileLayoutUntrusted, renderUntrusted } from "./sandbox.ts"

/** What stands in the layout: a short e-mail in free words. */
const type = { ...typeDefinition.parse(announcements.types[0]), origin: announcements.key }
const slot = { audience: "customer", channel: "email" } as const

const LayoutPreviewAnswer = z
  .object({ subject: z.string(), html: z.string(), text: z.string() })
  .meta({ id: "LayoutPreview" })

export const layoutPreviewRoute = route("POST /v1/layout/preview", {
  name: "layout preview",
  summary: "How an e-mail would look with this layout, accent and footer; with those in force where none is given.",
  needs: "settings:see",
  body: z
    .strictObject({
      locale: z.enum(consoleLocales).default("en"),
      subject: z.string().max(150).optional(),
      text: paragraph(5000).optional(),
      accent: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i)
        .optional(),
      emailFooter: paragraph(2000).optional(),
      layout: z.strictObject({ format: z.enum(["html", "mjml"]), source: paragraph(200_000) }).optional(),
    })
    .meta({ id: "LayoutPreviewInput" }),
  example: { locale: "en", accent: "#7a1f5c", emailFooter: "Acme, Długa 1, 00-001 Warszawa" },
  answer: LayoutPreviewAnswer,
  prepare: async ({ install, org, caller, body, now }) => {
    const { locale, subject, text, accent, emailFooter, layout } = body
    const { own, inForce } = await org(async (tx) => ({
      own: await organisationContext(tx, install.config.publicUrl),
      inForce: (await layoutInForce(tx)).compiled,
    }))
    const source = defaultSource(type, { ...slot, locale })
    if (!source) throw new Error(`there is no default of ${type.key} in ${locale}`)
    const samples = sampleData(type)
    const context: Context = {
      ...own,
      ...samplePerson,
      recipient: { ...samplePerson.recipient, unsubscribeUrl: unsubscribePage },
      organisation: {
        ...own.organisation,
        ...(accent === undefined ? {} : { accent }),
        ...(emailFooter === undefined ? {} : { footer: emailFooter }),
      },
      locale,
      data: { subject: subject || samples.subject, text: text || samples.text },
      event: { time: now.toString() },
    }
    const words = await compileDefault(type, source)
    if (!layout) return render(words, inForce, context)
    return await inTurn(caller.orgId, async () => {
      const compilation = await compileLayoutUntrusted(layout)
      if (!compilation.ok) throw refusal(compilation.faults, "layout/source")
      return orRefuse(await renderUntrusted(source, type.variables, compilation.message, context))
    })
  },
  run: async ({ prepared }) => {
    if (prepared.channel !== "email") throw new Error("an e-mail was rendered as something else")
    const { subject, html, text } = prepared
    return { subject, html, text }
  },
})
