/**
 * The line, from an accepted event to a mail that a server took: how many a second, beside a queue and a mailer put
 * together by hand, and what planning costs an event. Everything durable: PostgreSQL with fsync on.
 *
 *     npm run bench -- line             figures, about three minutes
 *     node bench/line.ts accept send plan   some of them
 *     SLOTS=48 node bench/line.ts send      with so many messages handed over at once, by each
 *     PROFILE=1 node bench/line.ts send     also which statements took how long
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { loadavg } from "node:os"
import { join } from "node:path"
import { Pool } from "undici"
import type { Compiled } from "../src/templates/render.ts"
import type { Ask, Start, Usage } from "./line/contestant.ts"
import { measurePlanning } from "./line/planning.ts"
import { eventAbout, openStage, type Organisation, typeKey } from "./line/stage.ts"

const parts = ["accept", "send", "plan"]
const wanted = process.argv.slice(2).filter((part) => parts.includes(part))
const wants = (part: string) => wanted.length === 0 || wanted.includes(part)
const acceptSeconds = 3
const mails = Number(process.env.MAILS ?? 3000)
const rounds = Number(process.env.ROUNDS ?? 3)

const figure = (value: number) => Math.round(value).toLocaleString("en")
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

const stage = await openStage()
const children: ChildProcess[] = []
async function child(file: string, start?: Start): Promise<{ ready: unknown; ask: Asker }> {
  const made = fork(join(import.meta.dirname, "line", file), { stdio: "inherit" })
  children.push(made)
  const ready = once(made, "message")
  if (start) made.send(start)
  const [first] = (await ready) as [unknown]
  const ask = async <Answer>(question: Ask) => {
    const answer = once(made, "message")
    made.send(question)
    return ((await answer) as [Answer])[0]
  }
  return { ready: first, ask }
}
type Asker = <Answer>(question: Ask) => Promise<Answer>

console.log(`load ${loadavg()[0]?.toFixed(1)} before`)
if (wants("accept") || wants("send")) await overHttp()
if (wants("plan")) await measurePlanning(stage)
console.log(`load ${loadavg()[0]?.toFixed(1)} after`)
const gone = children.map((each) => once(each, "exit"))
for (const each of children) each.disconnect()
await Promise.all(gone)
await stage.close()

async function overHttp(): Promise<void> {
  const sink = await child("sink.ts")
  const { port } = sink.ready as { port: number }
  const common = {
    url: stage.url,
    adminUrl: stage.adminUrl,
    platformId: stage.install.platformId,
    smtpPort: port,
  }
  const speed = await stage.organisation("speed", mails, port)
  const words = await wordsOf(speed)
  const tidings = await child("contestant.ts", { way: "tidings", ...common, words })
  const { origin } = tidings.ready as { origin: string }
  const accepting = new Pool(origin, { connections: 32, pipelining: 1 })

  async function post({ key }: Organisation, customers: number[]): Promise<void> {
    const events = customers.map(eventAbout)
    const { statusCode, body } = await accepting.request({
      path: "/v1/events",
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": events.length === 1 ? "application/cloudevents+json" : "application/cloudevents-batch+json",
      },
      body: JSON.stringify(events.length === 1 ? events[0] : events),
    })
    const text = await body.text()
    if (statusCode !== 202) throw new Error(text)
  }

  if (wants("accept")) {
    // Paused: what is accepted here isn't planned, and doesn't disturb what comes after.
    const many: Organisation[] = []
    for (let number = 0; number < 32; number++) many.push(await stage.organisation(`accept-${number}`, 10))
    await stage.admin.bare((sql) => sql`update organisations set paused_at = now() where key like 'accept%'`)
    const ways = [
      { name: "one organisation", of: 1, batch: 1 },
      { name: "32 organisations", of: 32, batch: 1 },
      { name: "32 organisations, 100 a request", of: 32, batch: 100 },
    ]
    const results = ways.map(() => ({ rate: [] as number[], p99: [] as number[], cpu: [] as number[] }))
    for (let round = 0; round < 4; round++)
      for (const [index, { of, batch }] of ways.entries()) {
        const before = await tidings.ask<Usage>("usage")
        const times: number[] = []
        const began = performance.now()
        const one = async (_: unknown, number: number) => {
          while (performance.now() - began < acceptSeconds * 1000) {
            const asked = performance.now()
            await post(
              many[number % of] as Organisation,
              Array.from({ length: batch }, (__, at) => at % 10),
            )
            times.push(performance.now() - asked)
          }
        }
        await Promise.all(Array.from({ length: 32 }, one))
        const seconds = (performance.now() - began) / 1000
        const after = await tidings.ask<Usage>("usage")
        if (round === 0) continue // warming up
        times.sort((a, b) => a - b)
        const result = results[index] as (typeof results)[number]
        result.rate.push((times.length * batch) / seconds)
        result.p99.push(times[Math.floor(times.length * 0.99)] as number)
        result.cpu.push(((after.cpuSeconds - before.cpuSeconds) / (times.length * batch)) * 1e6)
      }
    console.log("\n| accepted over HTTP, 32 connections | events/s | p99 ms | µs CPU an event |\n|---|--:|--:|--:|")
    for (const [index, { name }] of ways.entries()) {
      const { rate, p99, cpu } = results[index] as (typeof results)[number]
      console.log(`| ${name} | ${figure(median(rate))} | ${median(p99).toFixed(0)} | ${figure(median(cpu))} |`)
    }
  }

  /** Bytes that the database has written ahead so far. */
  const written = async () => {
    const rows = await stage.admin.bare(
      (sql) => sql<{ bytes: string }>`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as bytes`,
    )
    return Number(rows[0]?.bytes)
  }

  if (wants("send")) {
    const graphile = await child("contestant.ts", { way: "graphile", ...common, words })
    const recorded = await child("contestant.ts", { way: "graphile recorded", ...common, words })
    const nodemailer = await child("contestant.ts", { way: "nodemailer", ...common, words })
    await tidings.ask("work")
    const waiting = async () => {
      const rows = await stage.admin.bare(
        (sql) => sql`
          select (select count(*) from events where org_id = ${speed.orgId} and state <> 'planned')
               + (select count(*) from deliveries where org_id = ${speed.orgId} and state <> 'sent') as count`,
      )
      return Number(rows[0]?.count)
    }
    const byTidings = async (count: number) => {
      const { mails: sunk } = await sink.ask<{ mails: number }>("usage")
      let next = 0
      const one = async () => {
        while (next < count) {
          const from = next
          next = Math.min(count, from + 100)
          await post(
            speed,
            Array.from({ length: next - from }, (_, index) => from + index),
          )
        }
      }
      await Promise.all(Array.from({ length: 4 }, one))
      // The database is asked only when all have arrived: the question would cost it more than the work.
      while ((await sink.ask<{ mails: number }>("usage")).mails - sunk < count || (await waiting()))
        await new Promise((resolve) => setTimeout(resolve, 20))
    }
    const ways = [
      { name: "tidings", ask: tidings.ask, work: byTidings },
      { name: "graphile-worker + nodemailer", ask: graphile.ask, work: (count: number) => graphile.ask({ count }) },
      {
        name: "the same, each outcome recorded",
        ask: recorded.ask,
        work: (count: number) => recorded.ask({ count }),
      },
      { name: "nodemailer's pool alone", ask: nodemailer.ask, work: (count: number) => nodemailer.ask({ count }) },
    ]
    const results = ways.map(() => ({
      rate: [] as number[],
      own: [] as number[],
      database: [] as number[],
      wal: [] as number[],
      each: 0,
    }))
    for (const { work } of ways) await work(Math.min(mails, 500)) // warming up
    for (let round = 0; round < rounds; round++)
      for (const [index, { ask, work }] of ways.entries()) {
        const [before, serverBefore, sunk] = [
          await ask<Usage>("usage"),
          stage.serverCpu(),
          await sink.ask<{ mails: number }>("usage"),
        ]
        const walBefore = await written()
        const began = performance.now()
        await work(mails)
        const seconds = (performance.now() - began) / 1000
        const walAfter = await written()
        const [after, serverAfter, arrived] = [
          await ask<Usage>("usage"),
          stage.serverCpu(),
          await sink.ask<{ mails: number }>("usage"),
        ]
        if (arrived.mails - sunk.mails !== mails) throw new Error(`${arrived.mails - sunk.mails} mails arrived`)
        const result = results[index] as (typeof results)[number]
        result.rate.push(mails / seconds)
        result.own.push(((after.cpuSeconds - before.cpuSeconds) / mails) * 1e6)
        result.database.push(((serverAfter - serverBefore) / mails) * 1e6)
        result.wal.push((walAfter - walBefore) / mails / 1024)
        result.each = (after.statements - before.statements) / mails
      }
    console.log(
      `\n| ${figure(mails)} e-mails end to end, median of ${rounds} | mails/s | µs CPU a mail | of the database | its log, kB a mail | peak MB | statements a mail | beside tidings |\n|---|--:|--:|--:|--:|--:|--:|--:|`,
    )
    const ours = median(results[0]?.rate ?? [])
    for (const [index, { name, ask }] of ways.entries()) {
      const { rate, own, database, wal, each } = results[index] as (typeof results)[number]
      const { peakMegabytes } = await ask<Usage>("usage")
      console.log(
        `| ${name} | ${figure(median(rate))} (${rate.map(figure).join(", ")}) | ${figure(median(own))} | ${figure(median(database))} | ${median(wal).toFixed(1)} | ${figure(peakMegabytes)} | ${each ? each.toFixed(2) : ""} | ${(ours / median(rate)).toFixed(2)} × |`,
      )
    }
  }
  await accepting.close()
}

/** What the type says in Polish, as it is rendered. */
async function wordsOf({ orgId }: Organisation): Promise<Compiled> {
  const rows = await stage.admin.bare(
    (sql) => sql<{ compiled: Compiled }>`
      select v.compiled from messages m
        join template_sets s on s.org_id = m.org_id and s.id = m.set_id and s.name = 'Standard'
        join notification_types t on t.org_id = m.org_id and t.id = m.type_id and t.key = ${typeKey}
        join message_versions v on v.org_id = m.org_id and v.message_id = m.id and v.number = m.version
       where m.org_id = ${orgId} and m.channel = 'email' and m.locale = 'pl' and m.audience = 'customer'`,
  )
  const [row] = rows
  if (!row) throw new Error(`${typeKey} has no words`)
  return row.compiled
}
