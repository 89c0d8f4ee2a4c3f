import sharp from "sharp"
import { expect, test } from "vitest"
import { addMember, ownClock, signedIn } from "../../test/people.ts"
import { makeWorld } from "../../test/world.ts"

const world = await makeWorld()
ownClock(world)

const png = (red = 200) =>
  sharp({ create: { width: 64, height: 32, channels: 3, background: { r: red, g: 30, b: 60 } } })
    .png()
    .toBuffer()
const asPng = { "content-type": "image/png" }
const put = "PUT /v1/organisation/logo"

test("AL-D24 a logo is cleaned, shown to members, and served to mail programs for good", async () => {
  const { orgId, api } = await world.organisation()
  expect((await api("GET /v1/organisation/logo")).status).toBe(404)
  const { status, body } = await api(put, await png(), asPng)
  expect([status, body]).toMatchObject([200, { contentType: "image/png" }])
  expect((await api("GET /v1/organisation")).body.logoUrl).toBe(body.url)
  const shown = await world.anonymous(`GET ${body.url}`)
  expect(shown.status).toBe(200)
  expect(shown.headers).toMatchObject({
    "content-type": "image/png",
    "content-disposition": "inline",
    "cache-control": "public, max-age=31536000, immutable",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
  })
  const employee = await signedIn(world, await addMember(world, orgId, { role: "employee" }))
  expect((await employee("GET /v1/session")).body.organisation).toMatchObject({ logoUrl: body.url })
  expect(await api("GET /v1/organisation/logo")).toMatchObject({ status: 200, text: shown.text })
  expect((await employee(put, await png(), asPng)).status).toBe(403)

  const replaced = await api(put, await png(10), asPng)
  const former = await world.anonymous(`GET ${body.url}`)
  expect(former.headers["cache-control"]).toBe("public, max-age=3600")
  expect(former.text).toBe((await world.anonymous(`GET ${replaced.body.url}`)).text)
  expect((await api("DELETE /v1/organisation/logo")).status).toBe(204)
  expect((await api("DELETE /v1/organisation/logo")).status).toBe(404)
  expect((await world.anonymous(`GET ${replaced.body.url}`)).status).toBe(404)
  const { body: audit } = await api(`GET /v1/audit?subjectId=${orgId}`)
  expect((audit.items as unknown as { action: string }[]).map(({ action }) => action)).toEqual([
    "logo.deleted",
    "logo.changed",
    "logo.changed",
    "organisation.created",
  ])
})

test("what is too large, no image, or sent as something else is refused", async () => {
  const { api } = await world.organisation()
  const large = Buffer.concat([await png(), Buffer.alloc(512 * 1024)])
  expect(await api(put, large, asPng)).toMatchObject({ status: 413, body: { code: "too_large" } })
  expect((await api(put, Buffer.alloc(0), asPng)).status).toBe(422)
  expect((await api(put, Buffer.from("<svg/>"), asPng)).body).toMatchObject({ errors: [{ code: "not_an_image" }] })
  expect((await api(put, Buffer.from("<svg/>"), { "content-type": "image/svg+xml" })).status).toBe(415)
  expect((await api(put, { logo: "x" })).status).toBe(415)
  expect((await api(put)).status).toBe(422)
  // Noise in few bytes, which takes more of them when it is encoded well.
  const noise = await sharp({
    create: {
      width: 1400,
      height: 1400,
      channels: 3,
      background: "#888",
      noise: { type: "gaussian", mean: 128, sigma: 60 },
    },
  })
    .webp({ quality: 1 })
    .toBuffer()
  expect(noise.length).toBeLessThan(512 * 1024)
  expect(await api(put, noise, { "content-type": "image/webp" })).toMatchObject({
    status: 413,
    body: { detail: expect.stringMatching(/^Cleaned, the image has \d+ kB; 512 kB are allowed/) },
  })
})

test("a logo's address of another organisation, or none, shows nothing", async () => {
  const [{ api }, { orgId: other }] = [await world.organisation(), await world.organisation()]
  const { body } = await api(put, await png(), asPng)
  const hash = String(body.url).split("/").at(-1)
  for (const address of [`/v1/logos/${other}/${hash}`, `/v1/logos/nonsense/${hash}`, `${body.url}x`])
    expect((await world.anonymous(`GET ${address}`)).status).toBe(404)
})
