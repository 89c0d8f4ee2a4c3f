import { expect, test } from "vitest"
import { organisationWith } from "../../test/catalogue.ts"
import { type Answer, makeWorld } from "../../test/world.ts"
import { booking } from "../catalogue/starting/booking.ts"

const world = await makeWorld()

type Row = {
  typeId: string
  key: string
  audience: string
  channel: string
  on: boolean
  switchable: boolean
  hasMessage: boolean
}
const rowsOf = ({ body }: Answer) => body.switches as unknown as Row[]
const asOn = (rows: readonly Row[]) => rows.map(({ typeId, audience, channel }) => ({ typeId, audience, channel }))
/** The document that would save a sheet as it is. */
const onOf = (answer: Answer) => asOn(rowsOf(answer).filter(({ on, switchable }) => on && switchable))
const etag = (answer: Answer) => ({ "if-match": String(answer.headers.etag) })

const office = () => organisationWith(world, booking)

test("CA-A4 CA-D10 the page Switches has every booking notification, e-mail on, SMS off and push always on", async () => {
  const { api } = await office()
  const sheet = await api("GET /v1/switches")
  expect(sheet).toMatchObject({ status: 200, body: { version: 1 }, headers: { etag: '"1"' } })
  const expected = booking.types.flatMap(({ key, audiences }) =>
    Object.entries(audiences).flatMap(([audience, channels]) =>
      channels.map((channel) => `${key} ${audience} ${channel} ${channel === "sms" ? "off" : "on"}`),
    ),
  )
  const shown = rowsOf(sheet).map(
    ({ key, audience, channel, on }) => `${key} ${audience} ${channel} ${on ? "on" : "off"}`,
  )
  expect(shown.toSorted()).toEqual(expected.toSorted())
  for (const { channel, switchable, hasMessage } of rowsOf(sheet))
    expect([switchable, hasMessage]).toEqual([channel !== "push", true])
})

test("CA-A20 a switch turns when the document is saved, under the version it was read at", async () => {
  const { api, type } = await office()
  const before = await api("GET /v1/switches")
  const sms = { typeId: type("booking.confirmed").id, audience: "customer", channel: "sms" }
  const on = [...onOf(before).slice(1), sms]
  expect(await api("PUT /v1/switches", { on })).toMatchObject({ status: 428, body: { code: "version_missing" } })
  const after = await api("PUT /v1/switches", { on }, etag(before))
  expect(after).toMatchObject({ status: 200, body: { version: 2, changedBy: "test" } })
  expect(new Set(onOf(after).map((each) => JSON.stringify(each)))).toEqual(
    new Set(on.map((each) => JSON.stringify(each))),
  )
  expect((await api("GET /v1/switches")).body).toEqual(after.body)
  expect(await api("PUT /v1/switches", { on: [] }, etag(before))).toMatchObject({
    status: 412,
    body: { code: "version_conflict", version: 2 },
  })
  expect((await api("GET /v1/switches")).body).toEqual(after.body)
})

test("CA-D5 of many who save the switches at once, one wins and the sheet is theirs", async () => {
  const { api } = await office()
  const before = await api("GET /v1/switches")
  const documents = onOf(before).map((each) => [each])
  const answers = await Promise.all(documents.map((on) => api("PUT /v1/switches", { on }, etag(before))))
  const winners = answers.flatMap(({ status }, index) => (status === 200 ? [index] : []))
  expect(winners).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 412)).toHaveLength(documents.length - 1)
  expect(onOf(await api("GET /v1/switches"))).toEqual(documents[winners[0] as number])
})

test("CA-A9 push can't be switched, on or off", async () => {
  const { api, type } = await office()
  const before = await api("GET /v1/switches")
  const push = { typeId: type("booking.confirmed").id, audience: "customer", channel: "push" }
  expect(await api("PUT /v1/switches", { on: [...onOf(before), push] }, etag(before))).toMatchObject({
    status: 422,
    body: {
      code: "switch_fixed",
      errors: [
        {
          pointer: `/on/${onOf(before).length}/channel`,
          detail: "Push can't be switched off here; people turn it off on their phone.",
        },
      ],
    },
  })
  const off = await api("PUT /v1/switches", { on: [] }, etag(before))
  expect(
    rowsOf(off)
      .filter(({ on }) => on)
      .every(({ channel }) => channel === "push"),
  ).toBe(true)
})

test("PO-D4 a type of one's own can be switched on once there are words for it", async () => {
  const { api, setId } = await office()
  const words = { en: "Offer", pl: "Oferta", it: "Offerta", da: "Tilbud" }
  const { body: type } = await api("POST /v1/notification-types", {
    key: "own.offer",
    name: words,
    purpose: words,
    category: "bookings",
    level: "customer",
    switchOwner: "organisation",
    trigger: "manual",
    audiences: { customer: ["email"] },
    variables: [],
  })
  const offer = { typeId: type.id, audience: "customer", channel: "email" }
  const before = await api("GET /v1/switches")
  expect(rowsOf(before).find(({ key }) => key === "own.offer")).toMatchObject({ on: false, hasMessage: false })
  const save = () => api("PUT /v1/switches", { on: [...onOf(before), offer] }, etag(before))
  expect(await save()).toMatchObject({
    status: 409,
    body: { code: "message_missing", errors: [{ pointer: `/on/${onOf(before).length}` }] },
  })
  const written = await api(`POST /v1/template-sets/${setId}/messages`, {
    ...offer,
    locale: "en",
    subject: "An offer",
    body: "<p>For you.</p>",
    format: "html",
  })
  expect(written.status).toBe(201)
  const saved = await save()
  expect(rowsOf(saved).find(({ key }) => key === "own.offer")).toMatchObject({ on: true, hasMessage: true })
})

test("the switches are seen and saved by those who may edit them", async () => {
  const { api, withScopes } = await office()
  const other = await withScopes(["types:see", "settings:edit"])
  const before = await api("GET /v1/switches")
  expect(await other("GET /v1/switches")).toMatchObject({ status: 403, body: { permission: "switches:edit" } })
  expect((await other("PUT /v1/switches", { on: [] }, etag(before))).status).toBe(403)
  expect((await api("GET /v1/switches")).body).toEqual(before.body)
})
