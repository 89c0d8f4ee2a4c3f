/**
 * A month of a telephony operator in a minute: balances that grow and are paid, invoices and what becomes of them, and
 * what else happens to customers. All of it is told by the API, as a billing system would tell it, and happens now: a day
 * is some seconds long. Nothing is sent to anybody; what mail servers and networks would have answered is played.
 */
import { sha256 } from "../base/secrets.ts"
import { sampleData } from "../catalogue/check.ts"
import { telephony } from "../catalogue/starting/telephony.ts"
import type { Receipt } from "../deliveries/receipts.ts"
import type { Sample, SampleCustomer } from "./sample.ts"

/** A call of the API, as `GET /v1/deliveries`. */
export type Ask = (address: string, body?: object) => Promise<{ status: number; body: unknown }>

export type Stage = {
  ask: Ask
  /** Takes in what is said of messages that were handed over. */
  receive: (receipts: readonly Receipt[]) => Promise<void>
  clock: () => Temporal.Instant
  /** Waits for the rest of the day. */
  sleep: () => Promise<void>
  say: (line: string) => unknown
  signal: AbortSignal
}

const days = 30

/** A number in [0, 1) that belongs to a name: the same month each time. */
const chance = (name: string): number => Number.parseInt(sha256(name).slice(0, 8), 16) / 2 ** 32

/** What a customer owes on the evening of a day: charges of each day, paid in full once in a fortnight by most. Pure. */
export function balanceOn({ externalId, credit }: SampleCustomer, day: number): number {
  if (!credit) return 0
  const limit = Number(credit.limit)
  const charge = limit * (0.03 + 0.05 * chance(`${externalId} charge`))
  const payday = Math.floor(14 * chance(`${externalId} payday`))
  const pays = chance(`${externalId} pays`) > 0.1
  let balance = Number(credit.balance)
  for (let at = 1; at <= day; at++) balance = pays && at % 14 === payday ? limit * 0.05 : balance + charge
  return Math.min(balance, limit * 1.2)
}

type Told = [address: string, body: object]

/** What a billing system would say on a day, and of which customers. Pure. @param run tells one month from another */
export function toldOn(
  sample: Sample,
  day: number,
  run: string,
  today: Temporal.PlainDate,
  now: Temporal.Instant,
): Told[] {
  const told: Told[] = []
  const path = ({ externalId }: SampleCustomer) => `/v1/customers/by-external-id/${externalId}`
  const event = (type: string, name: string, customer: SampleCustomer | null, data: object) => {
    const known = telephony.types.find(({ key }) => key === type)
    told.push([
      "POST /v1/events",
      {
        specversion: "1.0",
        id: `${run}-${day}-${name}`,
        source: "/demo",
        type,
        subject: customer ? `customer/${customer.externalId}` : "customers",
        data: { ...(known && sampleData(known)), ...data },
      },
    ])
  }
  for (const [index, customer] of sample.customers.entries()) {
    const { externalId, credit } = customer
    if (credit && (day + index) % 2 === 0)
      told.push([
        `PUT ${path(customer)}/balance`,
        { balance: balanceOn(customer, day).toFixed(2), limit: credit.limit, at: now.toString() },
      ])
    // One invoice a month, seen from one of the days on which its class tells of it; most are paid three days later.
    const issuedOn = 1 + ((index * 13) % (days - 3))
    const number = `D${run}-${externalId.slice(3)}`
    const amount = (10 + 400 * chance(`${externalId} amount`)).toFixed(2)
    const dueDate = today.add({ days: [7, 3, 0, 7][index % 4] as number })
    const invoice = { amount, issued: dueDate.subtract({ days: 14 }).toString(), dueDate: dueDate.toString() }
    const about = { invoiceNumber: number, amount }
    if (day === issuedOn) {
      told.push([`PUT ${path(customer)}/invoices/${number}`, invoice])
      event("invoice.issued", externalId, customer, { ...about, dueDate: invoice.dueDate })
    }
    if (day === issuedOn + 3 && chance(`${externalId} settles`) > 0.2) {
      told.push([`PUT ${path(customer)}/invoices/${number}`, { ...invoice, paidAt: now.toString() }])
      event("payment.received", `${externalId}-paid`, customer, { amount })
    } else if (day === issuedOn + 3) event("payment.failed", `${externalId}-failed`, customer, { amount })
    if (credit && balanceOn(customer, day) > Number(credit.limit) * 1.1 && day % 10 === 0)
      event(day === 10 ? "service.limited" : "service.suspended", `${externalId}-${day}`, customer, {})
    if (chance(`${externalId} ${day} password`) < 0.01)
      event("account.password_changed", `${externalId}-password`, customer, {})
    if (day === 28) event("statistics.summary", `${externalId}-statistics`, customer, {})
  }
  if (day === 5)
    event("announcement.email", "works", null, {
      subject: "Works in the exchange on Sunday",
      text: "On Sunday between 2 and 4 at night calls may be interrupted for some minutes.",
    })
  return told
}

/** What is said of a message after it was handed over; null: nothing ever is. Pure. */
export function answerTo({ id, channel }: { id: string; channel: string }, at: Temporal.Instant): Receipt | null {
  const drawn = chance(id)
  const about = { deliveryId: id, at, suppress: false, reason: "", words: "" }
  if (drawn < 0.85)
    return { ...about, state: "delivered", words: channel === "sms" ? "DELIVRD" : "250 2.0.0 Delivered (played)" }
  if (drawn < 0.87)
    return channel === "email"
      ? { ...about, state: "failed", reason: "bounce", suppress: true, words: "550 5.1.1 No such user (played)" }
      : { ...about, state: "failed", reason: "bounce", words: "UNDELIV (played)" }
  if (drawn < 0.89 && channel === "email")
    return { ...about, state: "failed", reason: "bounce", words: "552 5.2.2 Mailbox full (played)" }
  return null
}

type Page<Row> = { items: Row[] }

/** @returns whether it was taken: a customer who was archived or erased since is told nothing. @throws Error for a failure */
async function tell(ask: Ask, [address, body]: Told): Promise<boolean> {
  const answer = await ask(address, body)
  if (answer.status >= 500) throw new Error(`${address}: ${JSON.stringify(answer.body)}`)
  return answer.status < 300
}

/** Presses the link of two e-mails, as their readers' mail programs do. */
async function unsubscribe(ask: Ask): Promise<void> {
  const { items } = (await ask("GET /v1/captured?channel=email&limit=200")).body as Page<{ id: string; type: string }>
  const announced = items.filter(({ type }) => type === "announcement.email")
  for (const { id } of announced.slice(0, 2)) {
    const { body } = await ask(`GET /v1/captured/${id}`)
    const [link] = /\/v1\/unsubscribe\/[\w-]+/.exec(JSON.stringify(body)) ?? []
    if (link) await ask(`POST ${link}`)
  }
}

/** Plays the month, day by day, until it is over or `signal` says stop. @returns the days that were played */
export async function playMonth(sample: Sample, { ask, receive, clock, sleep, say, signal }: Stage): Promise<number> {
  const run = Math.floor(clock().epochMilliseconds / 1000)
    .toString(36)
    .slice(-5)
  const answered = new Set<string>()
  for (let day = 1; day <= days; day++) {
    const today = clock().toZonedDateTimeISO(sample.organisation.timeZone).toPlainDate()
    const told = toldOn(sample, day, run, today, clock())
    let refused = 0
    for (const each of told) {
      if (signal.aborted) return day - 1
      if (!(await tell(ask, each))) refused++
    }
    if (day === 7) await unsubscribe(ask)
    await sleep()
    const { items } = (await ask("GET /v1/deliveries?state=sent&limit=200")).body as Page<{
      id: string
      channel: string
    }>
    const news = items.filter(({ id }) => !answered.has(id))
    for (const { id } of news) answered.add(id)
    await receive(news.flatMap((each) => answerTo(each, clock()) ?? []))
    const happened = `${told.length} things happened${refused ? `, ${refused} of them refused` : ""}`
    say(`Day ${String(day).padStart(2)} of ${days}: ${happened}; ${answered.size} messages went out so far`)
  }
  return days
}
