import fc from "fast-check"
import { expect, test } from "vitest"
import { organisationWith } from "../../test/catalogue.ts"
import { makeWorld } from "../../test/world.ts"
import { installCall } from "../access/organisations.ts"
import { systemClock } from "../base/clock.ts"
import { newId } from "../base/ids.ts"
import { Problem } from "../base/problem.ts"
import type { Audience, Channel } from "../base/words.ts"
import { booking } from "./starting/booking.ts"
import { telephony } from "./starting/telephony.ts"
import { readSheet, type Sheet, type SheetOwner, saveSheet, sheetRows, type Switch } from "./switches.ts"
import { allTypes, typeById } from "./types.ts"

const world = await makeWorld()
const organisation: SheetOwner = { owner: "organisation" }
const everywhere = () => true

async function office(catalogue = booking) {
  const made = await organisationWith(world, catalogue)
  const { orgId, type } = made
  const within = <T>(work: Parameters<typeof world.db.org<T>>[1]) => world.db.org(orgId, work)
  return {
    ...made,
    read: (owner: SheetOwner = organisation) => within((tx) => readSheet(tx, owner)),
    /** @returns the sheet, or the problem it was refused with */
    save: (
      on: readonly Switch[],
      ifMatch: number | null = null,
      owner: SheetOwner = organisation,
      hasMessage: (one: Switch) => boolean = everywhere,
    ): Promise<Sheet | Problem> =>
      within((tx) => saveSheet(installCall(tx, systemClock()), owner, on, ifMatch, hasMessage)).catch((error) => {
        if (error instanceof Problem) return error
        throw error
      }),
    rows: (sheet: Sheet, owner: SheetOwner["owner"] = "organisation") =>
      within(async (tx) => sheetRows(await allTypes(tx), owner, sheet.on)),
    one: (key: string, audience: Audience, channel: Channel): Switch => ({ typeId: type(key).id, audience, channel }),
    /** A class with sets to choose from, as the rooms to the right make them. */
    classWithSets: (...names: string[]): Promise<SheetOwner[]> =>
      within(async (tx) => {
        const classId = newId()
        await tx`insert into customer_classes (org_id, id, name, name_key) values (${orgId}, ${classId}, 'Large', ${classId})`
        await tx`insert into class_sizes (org_id, class_id, customers) values (${orgId}, ${classId}, 0)`
        return await Promise.all(
          names.map(async (name) => {
            const setId = newId()
            await tx`
              insert into template_sets (org_id, id, name, name_key, kind, main_language)
              values (${orgId}, ${setId}, ${name}, ${setId}, 'customer_class', 'en')`
            return { owner: "class" as const, classId, setId }
          }),
        )
      }),
  }
}

const saved = (result: Sheet | Problem): Sheet => {
  if (result instanceof Problem) throw result
  return result
}
const plain = ({ on }: Sheet): Switch[] => on.map(({ typeId, audience, channel }) => ({ typeId, audience, channel }))
const sorted = (list: readonly Switch[]) =>
  list.map(({ typeId, audience, channel }) => `${typeId} ${audience} ${channel}`).toSorted()

test("CA-D10 a new organisation begins with e-mail on and SMS off, and no other switch than these", async () => {
  const { read, rows, type } = await office()
  const sheet = await read()
  const told = (await rows(sheet)).filter(({ switchable }) => switchable)
  expect(new Set(told.map(({ channel, on }) => `${channel} ${on}`))).toEqual(new Set(["email true", "sms false"]))
  const all = await rows(sheet)
  const confirmed = all.filter(({ typeId }) => typeId === type("booking.confirmed").id)
  expect(confirmed.map(({ audience, channel, on, switchable }) => [audience, channel, on, switchable])).toEqual([
    ["customer", "email", true, true],
    ["customer", "sms", false, true],
    ["customer", "push", true, false],
    ["employee", "email", true, true],
    ["employee", "push", true, false],
  ])
  expect(new Set(all.map((row) => row.type.key))).toEqual(new Set(booking.types.map(({ key }) => key)))
})

test("CA-A19 CA-D4 a switch is of one notification, audience and channel, and turns without the others", async () => {
  const { read, save, one } = await office()
  const before = await read()
  const email = one("booking.confirmed", "customer", "email")
  const sms = one("booking.changed", "employee", "sms")
  const without = plain(before).filter((each) => sorted([each])[0] !== sorted([email])[0])
  const after = saved(await save([...without, sms], before.version))
  expect(sorted(after.on)).toEqual(sorted([...without, sms]))
  expect(after.version).toBe(before.version + 1)
  expect(await read()).toEqual(after)
})

test("CA-A9 CA-D4 a write that would switch push is refused in plain words, and nothing of it is kept", async () => {
  const { read, save, one } = await office()
  const before = await read()
  const problem = await save([one("booking.changed", "customer", "sms"), one("booking.changed", "customer", "push")])
  expect(problem).toMatchObject({
    code: "switch_fixed",
    message: "Push can't be switched off here; people turn it off on their phone.",
    faults: [{ pointer: "/on/1/channel" }],
  })
  expect(await read()).toEqual(before)
})

test("each switch that can't be on is told with its place", async () => {
  const { save, one, type, api } = await office(telephony)
  const stranger = await office(telephony)
  const words = { en: "x", pl: "x", it: "x", da: "x" }
  const own = { key: "own.x", name: words, purpose: words, category: "billing", level: "customer", trigger: "event" }
  const post = async (more: object) =>
    String((await api("POST /v1/notification-types", { ...own, variables: [], ...more })).body.id)
  const here = { switchOwner: "organisation", audiences: { customer: ["email", "inbox"] } }
  const mailed = await post(here)
  const retired = await post({ ...here, key: "own.retired" })
  await api(`POST /v1/notification-types/${retired}/retire`)
  const on = (typeId: string, audience: Audience, channel: Channel): Switch => ({ typeId, audience, channel })
  const faults = async (...list: Switch[]) => {
    const problem = await save(list, null, organisation, ({ channel }) => channel !== "email")
    if (!(problem instanceof Problem)) throw new Error("it was saved")
    return [problem.code, problem.status, ...problem.faults.map(({ pointer, code }) => `${code} ${pointer}`)]
  }
  expect(await faults(on(newId(), "customer", "email"))).toEqual(["invalid", 422, "unknown /on/0/typeId"])
  expect(await faults(on(stranger.type("account.welcome").id, "customer", "email"))).toEqual([
    "invalid",
    422,
    "unknown /on/0/typeId",
  ])
  expect(await faults(one("account.welcome", "customer", "email"))).toEqual([
    "invalid",
    422,
    "other_owner /on/0/typeId",
  ])
  expect(await faults(on(type("system.invitation").id, "employee", "email"))).toEqual([
    "invalid",
    422,
    "other_owner /on/0/typeId",
  ])
  expect(await faults(on(retired, "customer", "email"))).toEqual(["invalid", 422, "retired /on/0/typeId"])
  expect(await faults(on(mailed, "employee", "email"))).toEqual(["invalid", 422, "audience_unsupported /on/0/audience"])
  expect(await faults(on(mailed, "customer", "sms"))).toEqual([
    "channel_unsupported",
    422,
    "channel_unsupported /on/0/channel",
  ])
  expect(await faults(on(mailed, "customer", "inbox"))).toEqual(["switch_fixed", 422, "switch_fixed /on/0/channel"])
  expect(await faults(on(mailed, "customer", "email"))).toEqual(["message_missing", 409, "message_missing /on/0"])
  expect(await faults(on(mailed, "customer", "push"), on(mailed, "customer", "push"))).toEqual([
    "invalid",
    422,
    "switch_fixed /on/0/channel",
    "duplicate /on/1",
  ])
})

test("PO-D4 a type without a message for a channel in the set can't be ticked for that channel", async () => {
  const { save, one, classWithSets } = await office(telephony)
  const [owner] = await classWithSets("Standard")
  const onlyMail = ({ channel }: Switch) => channel === "email"
  const mail = one("invoice.overdue", "customer", "email")
  const sms = one("invoice.overdue", "customer", "sms")
  expect(await save([mail, sms], 1, owner, onlyMail)).toMatchObject({
    code: "message_missing",
    faults: [{ pointer: "/on/1" }],
  })
  expect(plain(saved(await save([mail], 1, owner, onlyMail)))).toEqual([mail])
  // A box that was ticked while there was a message stays, and can be cleared, when the message is gone.
  expect(saved(await save([mail], 2, owner, () => false)).version).toBe(2)
  expect(saved(await save([], 2, owner, () => false)).on).toEqual([])
})

test("PO-D2 a set assigned for the first time has all off, and one assigned again has its boxes as they were", async () => {
  const { save, read, rows, one, classWithSets, type } = await office(telephony)
  const [first, second] = (await classWithSets("First", "Second")) as [SheetOwner, SheetOwner]
  const fresh = await read(first)
  expect(fresh).toMatchObject({ version: 1, on: [], stops: 0n })
  expect((await rows(fresh, "class")).map(({ on }) => on)).not.toContain(true)
  expect((await rows(fresh, "class")).length).toBe(2 * telephony.types.length)
  const overdue = one("invoice.overdue", "customer", "email")
  const welcome = one("account.welcome", "customer", "sms")
  await save([overdue], 1, first)
  expect((await read(second)).on).toEqual([])
  await save([welcome, overdue], 1, second)
  expect([plain(await read(first)), sorted((await read(second)).on)]).toEqual([[overdue], sorted([welcome, overdue])])
  expect(type("account.welcome").switchOwner).toBe("class")
})

test("PO-A9 PO-A17 boxes are one class's own: clearing one stops only that class", async () => {
  const { save, read, one, classWithSets } = await office(telephony)
  const [[large], [small]] = [await classWithSets("Shared"), await classWithSets("Shared")] as [
    [SheetOwner],
    [SheetOwner],
  ]
  const both = [one("invoice.overdue", "customer", "email"), one("invoice.issued", "customer", "email")] as const
  await save(both, 1, large)
  await save(both, 1, small)
  await save([both[0]], 2, large)
  expect([(await read(large)).on.length, (await read(small)).on.length]).toEqual([1, 2])
  expect([(await read(large)).stops, (await read(small)).stops]).toEqual([1n, 0n])
})

test("AL-D10 turning off raises the sheet's stops, turning on doesn't, and what differs by nothing changes nothing", async () => {
  const { save, read, one, api } = await office()
  const start = await read()
  const [first, ...others] = plain(start) as [Switch, ...Switch[]]
  const off = saved(await save(others))
  expect([off.stops, off.version]).toEqual([1n, start.version + 1])
  const on = saved(await save([first, ...others, one("booking.changed", "customer", "sms")]))
  expect([on.stops, on.version]).toEqual([1n, start.version + 2])
  expect(saved(await save(plain(on).toReversed()))).toEqual(on)
  const swapped = saved(await save([...plain(on).slice(1), one("booking.cancelled", "customer", "sms")]))
  expect(swapped.stops).toBe(2n)
  const { body } = await api("GET /v1/audit?action=switches.saved")
  expect(body.items).toHaveLength(3)
})

test("a switch that stays on is on since when it was turned on", async () => {
  const { read, save, one } = await office()
  const start = await read()
  const after = saved(await save([...plain(start), one("booking.changed", "customer", "sms")]))
  const since = (sheet: Sheet) => new Map(sheet.on.map((each) => [sorted([each])[0], each.onSince.toString()]))
  for (const [key, moment] of since(start)) expect(since(after).get(key)).toBe(moment)
  const [added] = after.on.filter(({ channel }) => channel === "sms")
  expect(Temporal.Instant.compare(added?.onSince as Temporal.Instant, start.changedAt as Temporal.Instant)).toBe(1)
})

test("a save says in the audit which switches were turned, and which way", async () => {
  const { read, save, one, api, type } = await office()
  const [first, ...others] = plain(await read()) as [Switch, ...Switch[]]
  const after = saved(await save([...others, one("booking.changed", "customer", "sms")]))
  expect(after).toMatchObject({ changedBy: "Tidings" })
  const { key } = booking.types.find((each) => type(each.key).id === first.typeId) as { key: string }
  const { body } = await api(`GET /v1/audit?subjectId=${after.id}&limit=1`)
  expect(body.items).toMatchObject([
    {
      action: "switches.saved",
      before: { "booking.changed customer sms": false, [`${key} ${first.audience} ${first.channel}`]: true },
      after: { "booking.changed customer sms": true, [`${key} ${first.audience} ${first.channel}`]: false },
    },
  ])
})

test("CA-D5 of two who save one sheet at once, the second is told and nothing of theirs is kept", async () => {
  const { read, save, one, classWithSets } = await office(telephony)
  const [owner] = await classWithSets("Standard")
  for (let round = 0; round < 5; round++) {
    const { version } = await read(owner)
    // No document is the sheet as it stands: that would be no change, and no conflict.
    const channel = round % 2 ? "sms" : "email"
    const documents = telephony.types.slice(0, 4).map(({ key }) => [one(key, "customer", channel)])
    const results = await Promise.all(documents.map((on) => save(on, version, owner)))
    const won = results.flatMap((result, index) => (result instanceof Problem ? [] : [index]))
    expect(won).toHaveLength(1)
    for (const result of results.filter((each) => each instanceof Problem))
      expect(result).toMatchObject({ code: "version_conflict", values: { version: version + 1 } })
    const now = await read(owner)
    expect(plain(now)).toEqual(documents[won[0] as number])
    expect(now.version).toBe(version + 1)
  }
})

test("AL-D5 a mandatory type is on without a switch, whatever a document says of it", async () => {
  const { api, read, save, rows } = await office()
  const words = { en: "x", pl: "x", it: "x", da: "x" }
  const { body } = await api("POST /v1/notification-types", {
    key: "staff.alarm",
    name: words,
    purpose: words,
    category: "bookings",
    level: "organisation",
    switchOwner: "organisation",
    trigger: "event",
    audiences: { supervisor: ["email", "inbox"] },
    mandatory: true,
    variables: [],
  })
  const sheet = await read()
  const alarm = { typeId: String(body.id), audience: "supervisor", channel: "email" } as const
  expect((await rows(sheet)).find(({ typeId }) => typeId === alarm.typeId)).toMatchObject({
    channel: "email",
    on: true,
    switchable: false,
  })
  expect(saved(await save(plain(sheet)))).toEqual(sheet)
  const neverWritten = ({ typeId }: Switch) => typeId !== alarm.typeId
  expect(saved(await save([...plain(sheet), alarm], null, organisation, neverWritten))).toEqual(sheet)
})

test("what a retired type had on is neither shown nor lost, and is there when it is restored", async () => {
  const { api, read, rows, save } = await office()
  const words = { en: "x", pl: "x", it: "x", da: "x" }
  const { body } = await api("POST /v1/notification-types", {
    key: "own.offer",
    name: words,
    purpose: words,
    category: "bookings",
    level: "customer",
    switchOwner: "organisation",
    trigger: "manual",
    audiences: { customer: ["email", "sms"] },
    variables: [],
  })
  const typeId = String(body.id)
  const start = plain(await read())
  expect(start.map((each) => each.typeId)).not.toContain(typeId)
  const offer: Switch = { typeId, audience: "customer", channel: "sms" }
  await save([...start, offer])
  await api(`POST /v1/notification-types/${typeId}/retire`)
  expect((await rows(await read())).map((row) => row.typeId)).not.toContain(typeId)
  const { stops } = await read()
  await save(start.slice(1))
  expect((await read()).stops).toBe(stops + 1n)
  await api(`POST /v1/notification-types/${typeId}/restore`)
  expect((await rows(await read())).filter((row) => row.typeId === typeId && row.on)).toMatchObject([offer])
})

test("a channel taken from a type is switched off on every sheet, and stops what waits", async () => {
  const { api, read, save, orgId } = await office()
  const words = { en: "x", pl: "x", it: "x", da: "x" }
  const definition = {
    key: "own.offer",
    name: words,
    purpose: words,
    category: "bookings",
    level: "customer",
    switchOwner: "organisation",
    trigger: "manual",
    audiences: { customer: ["email", "sms"], employee: ["email"] },
    variables: [],
  }
  const { body } = await api("POST /v1/notification-types", definition)
  const typeId = String(body.id)
  const start = plain(await read())
  const all: Switch[] = [
    { typeId, audience: "customer", channel: "email" },
    { typeId, audience: "customer", channel: "sms" },
    { typeId, audience: "employee", channel: "email" },
  ]
  const before = saved(await save([...start, ...all]))
  const put = (audiences: object, version: number) =>
    api(`PUT /v1/notification-types/${typeId}`, { ...definition, audiences }, { "if-match": `"${version}"` })
  const stops = () => world.db.org(orgId, async (tx) => (await typeById(tx, typeId))?.stops)
  expect((await put({ customer: ["email", "sms"], employee: ["email", "sms"] }, 1)).status).toBe(200)
  expect([await stops(), (await read()).version]).toEqual([0n, before.version])
  expect((await put({ customer: ["email"] }, 2)).status).toBe(200)
  const after = await read()
  expect([await stops(), after.version]).toEqual([1n, before.version + 1])
  expect(sorted(after.on)).toEqual(sorted([...start, ...all.slice(0, 1)]))
  await put({ customer: ["email", "sms"] }, 3)
  expect(sorted((await read()).on)).toEqual(sorted([...start, ...all.slice(0, 1)]))
})

test("after any saves, the sheet is the last document, and its stops tell how many turned something off", async () => {
  const { save, read, classWithSets, type } = await office(telephony)
  const all = telephony.types.flatMap(({ key, audiences }) =>
    (audiences.customer ?? []).map((channel): Switch => ({ typeId: type(key).id, audience: "customer", channel })),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.subarray(all), { minLength: 1, maxLength: 6 }), async (documents) => {
      const [owner] = await classWithSets("Any")
      let [stops, before] = [0n, new Set<string>()]
      for (const document of documents) {
        const wanted = new Set(sorted(document))
        if ([...before].some((each) => !wanted.has(each))) stops += 1n
        const after = saved(await save(document, (await read(owner)).version, owner))
        expect([new Set(sorted(after.on)), after.stops]).toEqual([wanted, stops])
        before = wanted
      }
    }),
    { numRuns: 15 },
  )
})
