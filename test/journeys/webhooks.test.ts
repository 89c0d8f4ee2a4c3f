/** Webhooks, as people set them up: what another system is told, what it answers, and telling it again. */
import type { Page } from "playwright-core"
import { Webhook } from "standardwebhooks"
import { afterAll, expect, test } from "vitest"
import { makeHttp } from "../world/http.ts"
import { lookAt, type Screen } from "./look.ts"
import { illustrate, makeStage, tell } from "./stage.ts"

const receiver = await makeHttp()
afterAll(() => receiver.close())
const stage = await makeStage({ settings: { OUTBOUND_ALLOW: "127.0.0.0/8" } })
const api = await stage.api(stage.people.administrator)
await api("PATCH /v1/profile", { language: "en" })

const row = (page: Page, name: string | RegExp) => page.getByRole("row", { name })
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name })
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true })
const confirm = (page: Page, name: string) =>
  page.getByRole("dialog", { name }).getByRole("button", { name, exact: true })
const firstOf = async (list: string) =>
  String(((await api(`GET /v1/${list}`)).body.items as unknown as { id: string }[])[0]?.id)

test("a webhook is made, its secret is shown once, what it is told arrives, fails, and is sent again", async () => {
  const page = await stage.visit({}, api)
  await page.goto("/")
  await page.getByRole("link", { name: "Webhooks" }).click()
  await page.getByRole("link", { name: "Add webhook" }).first().click()
  const drawer = page.locator(".detail-drawer")
  await drawer.getByLabel("Address", { exact: true }).fill("http://example.com/hook")
  await drawer.getByLabel("Name", { exact: true }).fill("CRM")
  await drawer.getByRole("button", { name: "Make webhook" }).click()
  await drawer.getByRole("alert").waitFor()
  await drawer.getByLabel("Address", { exact: true }).fill(`${receiver.url}/hook`)
  await drawer.getByRole("button", { name: "Make webhook" }).click()
  const secret = String(await drawer.getByLabel("Secret", { exact: true }).textContent()).trim()
  await illustrate(page, "webhook-secret")
  await drawer.getByLabel("The secret is in a safe place").check()
  await drawer.getByRole("button", { name: "Done" }).click()
  await heading(page, "CRM").waitFor()

  await button(page, "Send a test").click()
  await confirm(page, "Send a test").click()
  await row(page, /Test.*answered 200.*Arrived/).waitFor()
  const [first] = receiver.to("/hook")
  expect(new Webhook(secret).verify(first?.body ?? "", { ...first?.headers })).toMatchObject({ type: "webhook.test" })

  receiver.at("/hook", { status: 500, body: "out of order" }, 1)
  await tell(api, "LX-2003")
  await row(page, /answered 500.*Tried again/)
    .first()
    .waitFor({ timeout: 30_000 })
  await row(page, /answered 500.*Tried again/)
    .first()
    .getByRole("link")
    .click()
  await drawer.getByText("out of order").waitFor()
  await illustrate(page, "webhook-message")
  await drawer.getByRole("button", { name: "Send again" }).click()
  await confirm(page, "Send again").click()
  await drawer.getByText("Arrived").waitFor({ timeout: 30_000 })
  await drawer.getByRole("button", { name: "Close" }).click()

  const before = receiver.to("/hook").length
  await button(page, "Send a time again").click()
  await page.getByLabel("Which").selectOption("Those that arrived")
  await page.getByRole("button", { name: /^Send \d+ messages again$/ }).click()
  await page.getByText(/messages are sent again now/).waitFor()
  await button(page, "Done").click()
  await expect.poll(() => receiver.to("/hook").length).toBeGreaterThan(before)

  await page.getByRole("link", { name: "Settings and secret" }).click()
  await button(page, "Make a new secret").click()
  await confirm(page, "Make a new secret").click()
  const next = String(await page.getByLabel("Secret", { exact: true }).textContent()).trim()
  expect(next).not.toBe(secret)
  await page.getByLabel("The secret is in a safe place").check()
  await button(page, "Done").click()
  await page.getByText("The secret of before signs as well until").waitFor()
  await button(page, "Stop the old secret").click()
  await confirm(page, "Stop the old secret").click()
  await page.getByText("The secret of before signs as well until").waitFor({ state: "detached" })

  receiver.at("/hook", { status: 410, body: "moved away" }, 1)
  await button(page, "Send a test").click()
  await confirm(page, "Send a test").click()
  await page.getByText("it answered 410").waitFor({ timeout: 15_000 })
  await button(page, "Enable").click()
  await page.getByText("It is told what happens from now on").waitFor()
})

test("every screen of webhooks is one that everybody can read and use", async () => {
  const { body: made } = await api("POST /v1/webhooks", { url: `${receiver.url}/gone`, types: ["delivery.*"] })
  receiver.at("/gone", { status: 410 })
  await api(`POST /v1/webhooks/${String(made.id)}/test`)
  const hook = await firstOf("webhooks")
  const screens: Screen[] = [
    { path: "/webhooks", name: "webhooks", ready: "CRM" },
    { path: "/webhooks/new", name: "webhook-new", ready: "Make webhook" },
    { path: `/webhooks/${hook}`, name: "webhook", ready: "answered 200" },
    { path: `/webhooks/${hook}/settings`, name: "webhook-settings", ready: "Make a new secret" },
    { path: `/webhooks/${hook}/verify`, name: "webhook-verify", ready: "createHmac" },
    {
      path: `/webhooks/${hook}/messages/${await firstOf(`webhooks/${hook}/messages`)}`,
      name: "webhook-message",
      ready: "Each try",
    },
  ]
  expect(await lookAt(await stage.visit({}, api), screens)).toEqual([])
})
