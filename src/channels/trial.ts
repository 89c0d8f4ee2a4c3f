/** Trying a connection out: what its provider says, part by part, and perhaps one message to whoever tries it. */
import { z } from "zod"
import { systemTimer } from "../base/clock.ts"
import type { OrgSql } from "../base/db.ts"
import { newId } from "../base/ids.ts"
import { Problem } from "../base/problem.ts"
import type { PrepareCall } from "../base/route.ts"
import { consoleLocales, type Words } from "../base/words.ts"
import { reasons } from "./channel.ts"
import { openKey, signingDomains } from "./email/domains.ts"
import type { EmailMessage } from "./email/message.ts"
import { returnPath } from "./email/returnPath.ts"
import { type Provider, trialParts } from "./provider.ts"

export const TrialAnswer = z
  .object({
    isWorking: z.boolean(),
    sentTo: z.string().nullable().meta({ description: "Where the message went that was asked for." }),
    steps: z
      .array(
        z.object({
          part: z.enum(trialParts),
          state: z.enum(["passed", "failed", "skipped", "not_tried"]),
          reason: z.enum(reasons).nullable().meta({ description: "Why it failed." }),
          words: z.string().meta({ description: "What the provider said, or what happened." }),
          field: z.string().nullable().meta({ description: "The setting to look at where it failed." }),
        }),
      )
      .meta({ description: "In the order they are gone through; what comes behind a failure isn't tried." }),
  })
  .meta({ id: "ConnectionTrial" })

const subject: Words = {
  en: "Test: this connection works",
  pl: "Test: to połączenie działa",
  it: "Prova: questa connessione funziona",
  da: "Test: forbindelsen virker",
}
const text: Words = {
  en: "Tidings sent you this message to try out a mail connection. There is nothing to do.",
  pl: "Tidings wysłał tę wiadomość, aby wypróbować połączenie pocztowe. Nie trzeba nic robić.",
  it: "Tidings ha inviato questo messaggio per provare una connessione di posta. Non c’è nulla da fare.",
  da: "Tidings har sendt denne besked for at prøve en mailforbindelse. Der er ikke noget at gøre.",
}

type Self = { name: string; email: string | null; language: string | null; organisation: string }

/** Whom the message goes to. @throws Problem no_own_address */
async function readSelf(tx: OrgSql, memberId: string | null): Promise<Self & { email: string }> {
  const [self] = await tx<Self>`
    select m.name, m.email, m.language, o.name as organisation
      from members m join organisations o on o.id = m.org_id where m.org_id = ${tx.orgId} and m.id = ${memberId}`
  if (!self?.email) throw new Problem("no_own_address")
  return { ...self, email: self.email }
}

/**
 * @param settings as the provider takes them
 * @throws Problem no_own_address where a message is asked for by somebody who has none, such as an API key
 */
export async function tryOut(
  call: Pick<PrepareCall, "install" | "caller" | "now" | "org">,
  provider: Provider,
  settings: Record<string, unknown>,
  sendsMessage: boolean,
): Promise<z.output<typeof TrialAnswer>> {
  const message = sendsMessage ? await messageOf(call, String(settings.domain)) : null
  const doors = { outbound: call.install.outbound, timer: systemTimer }
  const steps = await provider.trial(settings, doors, message)
  const isWorking = steps.every(({ state }) => state === "passed" || state === "skipped")
  return { isWorking, sentTo: isWorking && message ? message.to.address : null, steps }
}

async function messageOf(
  { install: { secrets }, caller, now, org }: Pick<PrepareCall, "install" | "caller" | "now" | "org">,
  domain: string,
): Promise<EmailMessage> {
  const [self, domains] = await org(
    async (tx) => [await readSelf(tx, caller.memberId), await signingDomains(tx)] as const,
  )
  const locale = consoleLocales.find((each) => each === self.language) ?? "en"
  const signing = domains.get(domain)
  const id = newId()
  return {
    id,
    domain,
    returnPath: returnPath(secrets, caller.orgId, id, domain),
    date: now,
    from: { name: self.organisation, address: `no-reply@${domain}` },
    replyTo: null,
    to: { name: self.name, address: self.email },
    subject: subject[locale],
    text: text[locale],
    html: null,
    enclosures: [],
    unsubscribeUrl: null,
    dkim: signing ? openKey(secrets, caller.orgId, signing) : null,
  }
}
