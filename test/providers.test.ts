/** Every provider that stands in a channel's folder, tried by its own sample: a new one is tried without being asked for. */
import { expect, test } from "vitest"
import { z } from "zod"
import { systemTimer } from "../src/base/clock.ts"
import { channels, consoleLocales } from "../src/base/words.ts"
import type { Messages } from "../src/channels/channel.ts"
import { defineProvider, isProvider } from "../src/channels/provider.ts"
import { findProviders } from "../src/channels/registry.ts"
import { makeSmtp } from "./world/smtp.ts"

const providers = await findProviders()

/** One message of each channel. */
const messages: Messages = {
  email: {
    id: "019c4f2e-5f1b-8c3a-9c55-0a1b2c3d4e5f",
    domain: "tidings.example.com",
    returnPath: "b+0abc@bounces.example.com",
    date: Temporal.Instant.from("2026-03-03T06:15:00Z"),
    from: { name: "Wirtualne Biuro", address: "biuro@example.com" },
    replyTo: null,
    to: { name: "Anna Kowalska", address: "anna@example.org" },
    subject: "Nowa poczta",
    text: "Dzień dobry",
    html: null,
    enclosures: [],
    unsubscribeUrl: null,
    dkim: null,
  },
}

test("providers are found in their folders, and nothing else is taken for one", () => {
  expect([...providers.keys()]).toContain("email/smtp")
  for (const [key, provider] of providers) {
    expect(channels).toContain(provider.channel)
    expect(key).toBe(`${provider.channel}/${provider.name}`)
    expect(provider.name).toMatch(/^[a-z][a-z0-9_]*$/)
    expect(provider.docs).toMatch(/^https:\/\//)
  }
  for (const value of [null, undefined, {}, "provider", { channel: "email", name: "x" }])
    expect(isProvider(value)).toBe(false)
})

test.each([...providers])("%s: its settings take its sample, draw a form and name their secrets", (_, provider) => {
  const { settings, sample, secrets } = provider
  const read = settings.parse(sample.settings)
  expect(read).toMatchObject({ slots: expect.any(Number), perSecond: expect.any(Number) })
  expect(settings.parse(read), "what is stored is read again as it is").toEqual(read)
  const form = z.toJSONSchema(settings, { io: "input" })
  const fields = form.properties as Record<string, Record<string, unknown>>
  expect(Object.keys(fields)).toEqual(expect.arrayContaining(Object.keys(sample.settings)))
  for (const [name, field] of Object.entries(fields)) {
    expect(field.type ?? field.enum ?? field.anyOf, `${name} has a kind`).toBeDefined()
    for (const words of [field.titles, ...(field.description ? [field.descriptions] : [])])
      expect(Object.keys(words ?? {}), `${name} is called something in every language`).toEqual([...consoleLocales])
    for (const choice of (field.enum ?? []) as string[])
      expect(field.choices, `${name} says what ${choice} is`).toHaveProperty(choice)
    const isSecret = secrets.includes(name)
    expect([field.secret === true, field.writeOnly === true]).toEqual([isSecret, isSecret])
    if (/password|token|secret|key/i.test(name)) expect(isSecret, `${name} is marked as a secret`).toBe(true)
  }
  expect(JSON.stringify(form)).not.toContain(String(sample.settings[secrets[0] ?? ""]))
  expect(settings.safeParse({}).success || Object.keys(sample.settings).length === 0).toBe(false)
})

test.each([...providers])(
  "%s: its sample is sent, gives its references, and its secrets stay unsaid",
  async (_, provider) => {
    const { sample, secrets, channel } = provider
    if (!("smtp" in sample.accepted)) throw new Error(`no server of the tests speaks for ${provider.name}`)
    const { user, password, host } = sample.settings as Record<string, string>
    const world = await makeSmtp({
      name: host,
      accepted: sample.accepted.smtp,
      users: { [user as string]: password as string },
    })
    const session = provider.open(sample.settings, { outbound: world.outbound, timer: systemTimer })
    const outcome = await session.send(messages[channel], new AbortController().signal)
    expect(outcome).toMatchObject({ kind: "sent", refs: sample.refs })
    for (const name of secrets) expect(outcome.words).not.toContain(String(sample.settings[name]))
    expect(world.journal).toHaveLength(1)
    await session.close()

    const doors = { outbound: world.outbound, timer: systemTimer }
    const steps = await provider.trial(sample.settings, doors, messages[channel])
    expect(steps.map(({ state }) => state)).not.toContain("failed")
    expect(world.journal).toHaveLength(2)
    for (const name of secrets) expect(JSON.stringify(steps)).not.toContain(String(sample.settings[name]))
    await world.close()
  },
)

test.each([...providers])("%s: settings that are wrong are not opened", (_, provider) => {
  expect(() => provider.open({ nothing: "of the kind" }, { outbound: {} as never, timer: systemTimer })).toThrow(
    z.ZodError,
  )
})

test("every connection says how much it takes, whatever its provider needs", () => {
  const provider = defineProvider({
    channel: "email",
    name: "odd",
    docs: "https://example.com",
    settings: z.object({ a: z.string() }),
    limits: { slots: 3, perSecond: 4 },
    sample: { settings: { a: "a" }, accepted: { smtp: "" }, refs: [""] },
    open: () => ({ send: () => Promise.reject(new Error("never")), close: async () => {} }),
    trial: async () => [],
  })
  expect(provider.settings.parse({ a: "a" })).toEqual({ a: "a", slots: 3, perSecond: 4 })
  expect(provider.settings.parse({ a: "a", slots: 9 })).toMatchObject({ slots: 9 })
  for (const slots of [0, -1, 1.5, 1e9, "8"]) expect(provider.settings.safeParse({ a: "a", slots }).success).toBe(false)
})
