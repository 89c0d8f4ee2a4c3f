import fc from "fast-check"
import { expect, test } from "vitest"
import { addCustomer, found, idOf, type Customer } from "../../test/customers.ts"
import { type Answer, makeWorld } from "../../test/world.ts"
import { readRows, selection, type Row } from "./list.ts"

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

test("frequent words and rare ones are looked up in three ways that find the same, each in the order of what was found", async () => {
  const { orgId, api } = await world.organisation()
  const classIds = [
    await idOf(api("POST /v1/customer-classes", { name: "A" })),
    await idOf(api("POST /v1/customer-classes", { name: "B" })),
  ]
  const areaIds = [
    await idOf(api("POST /v1/areas", { name: "North" })),
    await idOf(api("POST /v1/areas", { name: "South" })),
  ]
  const parts = ["Anna", "Annika", "Ann", "Nowak", "Nowicka", "Ewa", "Ewa-Zofia", "Zofia", "Żółć", "Z"]
  const all: Customer[] = []
  for (let place = 0; place < 60; place++) {
    const made = await addCustomer(api, {
      externalId: `C-${place}`,
      name: `${parts[place % 10]} ${parts[(place * 7) % 9]} ${place % 4 ? "" : parts[(place * 3) % 10]}`.trim(),
      classId: classIds[place % 2],
      areaId: areaIds[place % 5 ? 0 : 1],
      sendEmail: place % 6 > 0,
      sendSms: place % 3 > 0,
      ...(place % 4 ? {} : { emails: [{ address: `anna${place}@nowak.example` }] }),
    })
    all.push(made)
  }
  // What was written with a customer follows it.
  const moved = { filter: { q: "ewa", classId: classIds[0] }, set: { classId: classIds[1], sendSms: true } }
  expect((await api("POST /v1/customers/bulk", moved)).body.changed).toBeGreaterThan(0)
  for (const { id } of all.slice(50)) await api(`POST /v1/customers/${id}/archive`)
  await api(`PATCH /v1/customers/${all[1]?.id}`, { areaId: areaIds[1], sendEmail: false })
  await api(`POST /v1/customers/${all[50]?.id}/restore`)

  const query = fc.record({
    words: fc.uniqueArray(
      fc.constantFrom("a", "an", "ann", "anna", "anni", "n", "no", "now", "z", "zo", "e", "ewa", "c-", "c-1", "nobody"),
      { maxLength: 3 },
    ),
    classId: fc.option(fc.constantFrom(...classIds), { freq: 2, nil: undefined }),
    areaId: fc.option(fc.constantFrom(...areaIds), { freq: 2, nil: undefined }),
    sendEmail: fc.option(fc.boolean(), { freq: 2, nil: undefined }),
    sendSms: fc.option(fc.boolean(), { freq: 2, nil: undefined }),
    state: fc.constantFrom("active" as const, "active" as const, "archived" as const),
    reached: fc.constantFrom(null, null, [areaIds[1] as string], areaIds, []),
    limit: fc.integer({ min: 1, max: 20 }),
    back: fc.boolean(),
  })
  const ways: Parameters<typeof readRows>[3][] = [
    { countedAtMost: 1000, few: 1000 },
    { countedAtMost: 1000, few: 0 },
    { countedAtMost: 1, few: 0 },
  ]
  let found = 0
  await fc.assert(
    fc.asyncProperty(query, async ({ words, reached, limit, back, ...rest }) => {
      await world.db.org(orgId, async (tx) => {
        const extent = reached === null ? ("all" as const) : ("areas" as const)
        const call = { tx, caller: { orgId, memberId: null, areaIds: reached ?? [] }, extent }
        const filter = { ...rest, q: words.join(" ") }
        // One customer after the other, asked each condition by itself.
        const plain = await tx<{ id: string }>`
          select c.id from customers c where ${selection(call, filter)} order by c.name_key, c.id`
        const whole = plain.map(({ id }) => id)
        found += whole.length
        for (const way of ways) {
          const seen: Row[] = []
          let at: readonly string[] | null = null
          do {
            const page = (await readRows(call, filter, { limit, at, back, cursor: () => "" }, way)).slice(0, limit)
            const last = page.at(-1)
            at = last && page.length === limit ? last.at : null
            seen.push(...page)
          } while (at)
          if (back) seen.reverse()
          if (words.length === 0) expect(seen.map(({ id }) => id)).toEqual(whole)
          expect(seen.map(({ id }) => id).toSorted(), JSON.stringify(way)).toEqual(whole.toSorted())
          const places = seen.map((row) => row.at)
          expect(places).toEqual(places.toSorted((one, other) => (one.join(" ") < other.join(" ") ? -1 : 1)))
          for (const [lead, term] of words.length ? places : [])
            expect([words.some((word) => word === lead), term?.startsWith(lead as string)]).toEqual([true, true])
        }
      })
    }),
    { numRuns: 150 },
  )
  expect(found).toBeGreaterThan(100)
})
