import fc from "fast-check"
import { expect, test } from "vitest"
import { addCustomer, found, idOf, type Customer } from "../../test/customers.ts"
import { type Answer, makeWorld } from "../../test/world.ts"

import { sql } from "../base/db.ts"
import { searched } from "./search.ts"

const world = await makeWorld()

test("customers are found by the beginning of a word, a number, an address or an external id, all words together", async () => {
  const { api } = await world.organisation()
  await addCustomer(api, {
    externalId: "LX-1001",
    name: "Anna-Maria Żółć",
    emails: [{ address: "anna.z@firma.example" }],
    numbers: [{ number: "+48601234567" }],
  })
  await addCustomer(api, { externalId: "LX-2002", name: "Søren Kjær", numbers: [{ number: "+447911123456" }] })
  await addCustomer(api, { externalId: "0077/24 a", name: "Annika O'Neil" })
  const cases: [string, string[]][] = [
    ["ann", ["Anna-Maria Żółć", "Annika O'Neil"]],
    ["ANNA", ["Anna-Maria Żółć"]],
    ["maria", ["Anna-Maria Żółć"]],
    ["zolc", ["Anna-Maria Żółć"]],
    ["Żółć ann", ["Anna-Maria Żółć"]],
    ["ann o'ne", ["Annika O'Neil"]],
    ["neil", ["Annika O'Neil"]],
    ['"annika",', ["Annika O'Neil"]],
    ["soren", ["Søren Kjær"]],
    ["kjaer", ["Søren Kjær"]],
    ["lx", ["Anna-Maria Żółć", "Søren Kjær"]],
    ["LX-2002", ["Søren Kjær"]],
    ["0077/24 a", ["Annika O'Neil"]],
    ["0077/24", ["Annika O'Neil"]],
    ["00", ["Annika O'Neil"]],
    ["anna.z@", ["Anna-Maria Żółć"]],
    ["+48 601 234", ["Anna-Maria Żółć"]],
    ["0048601234567", ["Anna-Maria Żółć"]],
    ["601234567", ["Anna-Maria Żółć"]],
    ["(+48) 601-234", ["Anna-Maria Żółć"]],
    ["07911", ["Søren Kjær"]],
    ["7911 123456", ["Søren Kjær"]],
    ["anna soren", []],
    ["nna", []],
    ["%", []],
    ["_", []],
  ]
  for (const [q, names] of cases) expect([q, await found(api, `q=${encodeURIComponent(q)}`)]).toEqual([q, names])
  const { items } = (await api("GET /v1/customers?q=soren")).body as unknown as { items: Customer[] }
  await api(`PATCH /v1/customers/${items[0]?.id}`, { name: "Torben" })
  expect([await found(api, "q=soren"), await found(api, "q=torben"), await found(api, "q=7911")]).toEqual([
    [],
    ["Torben"],
    ["Torben"],
  ])
})

test("what was typed to find somebody never fails, whatever it is", async () => {
  const { api } = await world.organisation()
  await addCustomer(api)
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 30 }), async (q) => {
      expect((await api(`GET /v1/customers?q=${encodeURIComponent(q.replaceAll("\0", ""))}`)).status).toBe(200)
    }),
    { numRuns: 100 },
  )
})

test("pages of each list are the whole of it, each customer once, while others come and go", async () => {
  const { api } = await world.organisation()
  const classId = await idOf(api("POST /v1/customer-classes", { name: "A" }))
  const areaId = await idOf(api("POST /v1/areas", { name: "North" }))
  const names = ["Anna Nowak", "Anna Kowalska", "Ewa Nowak", "Żaneta Anna", "anna nowak"]
  const stay = await Promise.all(
    Array.from({ length: 20 }, (_, place) =>
      addCustomer(api, { name: names[place % 5], sendSms: place % 2 === 0, ...(place % 3 ? { classId } : { areaId }) }),
    ),
  )
  const filters = [
    "",
    "q=anna",
    "q=nowak%20an",
    `classId=${classId}`,
    `areaId=${areaId}`,
    "sendSms=true",
    "sendEmail=false",
    `q=a&classId=${classId}&sendSms=false`,
    "state=archived",
  ]
  const page = (filter: string, limit: number, cursor: string | null) =>
    api(`GET /v1/customers?limit=${limit}${filter && `&${filter}`}${cursor ? `&cursor=${cursor}` : ""}`)
  const ids = ({ body }: Answer) => (body.items as unknown as Customer[]).map(({ id }) => id)
  for (const filter of filters)
    for (const limit of [3, 7]) {
      const before = ids(await page(filter, 200, null))
      const kept = before.filter((id) => stay.some((each) => each.id === id))
      const seen: string[] = []
      let cursor: string | null = null
      let backwards: string | null = null
      do {
        const answer = await page(filter, limit, cursor)
        seen.push(...ids(answer))
        cursor = answer.body.next as unknown as string | null
        backwards = answer.body.previous as unknown as string | null
        if (seen.length % 3 === 0) {
          const added = await addCustomer(api, { name: names[seen.length % 5], classId, sendSms: true })
          if (seen.length % 2) await api(`POST /v1/customers/${added.id}/archive`)
        }
      } while (cursor)
      expect(new Set(seen).size, `${filter} ${limit}`).toBe(seen.length)
      expect(
        seen.filter((id) => kept.includes(id)),
        `${filter} ${limit}`,
      ).toEqual(kept)
      const back: string[] = []
      while (backwards) {
        const answer: Answer = await page(filter, limit, backwards)
        back.unshift(...ids(answer))
        backwards = answer.body.previous as unknown as string | null
      }
      const last = seen.length % limit || limit
      if (kept.length === before.length && filter === "sendEmail=false") expect(back).toEqual(seen.slice(0, -last))
      expect(new Set(back).size).toBe(back.length)
    }
})

test("frequent words and rare ones are looked up in three ways that find the same in the same order", async () => {
  const { orgId, api } = await world.organisation()
  const names = ["Anna Nowak", "Nowak Anna", "Annika Nowicka", "Ewa Zofia", "Zofia Ewa Anna"]
  for (let place = 0; place < 25; place++) await addCustomer(api, { name: names[place % 5] })
  const searches = ["an", "no", "an no", "z e", "c-", "anna zofia ewa", "nobody", "an nobody", "a n o"]
  for (const words of searches.map((each) => each.split(" "))) {
    const read = (sorted: number, compared: number) =>
      world.db.org(orgId, async (tx) => {
        const { from, where, key } = await searched(tx, words, { sorted, compared })
        return await tx<{ id: string }>`
          select c.id from ${from} where c.org_id = ${orgId} ${where} order by ${sql.join(key)}`
      })
    const [sorted, compared, inOrder] = [await read(1000, 0), await read(0, 1000), await read(0, 0)]
    expect([compared, inOrder], words.join(" ")).toEqual([sorted, sorted])
    if (!words.includes("nobody") && words.length < 3) expect(sorted.length).toBeGreaterThan(0)
  }
})
