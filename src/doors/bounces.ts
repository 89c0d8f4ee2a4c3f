/** Bounces and complaints as they come in: whom they are about is read from the address that a message comes back to. */
import { systemTimer, type Timer } from "../base/clock.ts"
import type { Install } from "../base/route.ts"
import { readReport } from "../channels/email/report.ts"
import { readReturnPath } from "../channels/email/returnPath.ts"
import { type Receipt, receive } from "../deliveries/receipts.ts"
import { type Door, type Incoming, type IncomingLimits, listenForMail } from "./incoming.ts"

type Told = Pick<Install, "config" | "db" | "secrets" | "clock" | "log">

/** Where providers send complaints that they don't send to the return path: complaints@ any domain that leads here. */
const isForComplaints = (address: string) => /^complaints@/i.test(address)

/** Listens where BOUNCE_PORT says. @throws the error of `listen` */
export async function listenForBounces(
  install: Told,
  port: number,
  { timer = systemTimer, limits }: { timer?: Timer; limits?: IncomingLimits } = {},
): Promise<Door> {
  return await listenForMail(
    {
      name: new URL(install.config.publicUrl).hostname,
      isKnown: (address) => isForComplaints(address) || readReturnPath(install.secrets, address) !== null,
      take: (mail) => takeIn(install, mail),
      timer,
      ...(limits ? { limits } : {}),
    },
    { port, host: install.config.host },
  )
}

/** What a message says of deliveries, written down. One that says nothing is taken and forgotten: nobody is answered. */
async function takeIn({ db, secrets, clock, log }: Told, { from, to, bytes }: Incoming): Promise<void> {
  const report = await readReport(bytes, from)
  if (!report) return
  const addresses = report.kind === "complaint" ? [...to, ...report.returnPaths] : to
  const named = new Map(
    addresses.flatMap((address) => {
      const path = readReturnPath(secrets, address)
      return path ? [[path.deliveryId, path.orgId] as const] : []
    }),
  )
  const at = clock()
  const told: Omit<Extract<Receipt, { deliveryId: string }>, "deliveryId"> = report.kind === "complaint"
    ? { state: "complained", reason: "complaint", words: report.words, suppress: true, at }
    : { state: report.state, reason: "bounced", words: report.words, suppress: report.isNobody, at }
  for (const [deliveryId, orgId] of named)
    try {
      await db.org(orgId, (tx) => receive(tx, [{ deliveryId, ...told }], at))
    } catch (error) {
      log.warn({ error, orgId }, "a bounce could not be written down; its sender will come again")
      throw error
    }
}
