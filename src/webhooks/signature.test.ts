import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { promisify } from "node:util"
import { Webhook } from "standardwebhooks"
import { expect, test } from "vitest"
import { snippets } from "../../console/pages/snippets.ts"
import { makeHttp } from "../../test/world/http.ts"
import { systemClock } from "../base/clock.ts"
import { newWebhookSecret, signedHeaders } from "./signature.ts"

test("the example of Standard Webhooks has its signature", () => {
  const at = Temporal.Instant.fromEpochMilliseconds(1614265330_999)
  expect(
    signedHeaders("msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}', [
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ]),
  ).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  })
})

test("either of two secrets verifies what both signed, and a changed byte, id or time does not", () => {
  const [now, body] = [systemClock(), '{"name":"Łódź"}']
  const secrets = [newWebhookSecret(), newWebhookSecret()]
  const headers = signedHeaders("msg_1", now, body, secrets)
  for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual({ name: "Łódź" })
  const verifies =
    (text: string, changed: Record<string, string>, secret = secrets[0] as string) =>
    () =>
      new Webhook(secret).verify(text, { ...headers, ...changed })
  expect(verifies(`${body} `, {})).toThrow()
  expect(verifies(body, { "webhook-id": "msg_2" })).toThrow()
  expect(verifies(body, { "webhook-timestamp": String(Number(headers["webhook-timestamp"]) + 1) })).toThrow()
  expect(verifies(body, {}, newWebhookSecret())).toThrow()
})

test("a secret is whsec_ and the base64 of 24 to 64 bytes", () => {
  const sign = (secret: string) => () => signedHeaders("msg_1", systemClock(), "", [secret])
  const of = (bytes: number) => `whsec_${Buffer.alloc(bytes).toString("base64")}`
  for (const good of [of(24), of(64), newWebhookSecret()]) expect(sign(good)).not.toThrow()
  for (const bad of ["", "whsec_", of(23), of(65), of(32).slice(6), `${of(32)}!`, of(32).replace("=", "")])
    expect(sign(bad)).toThrow(RangeError)
})

test("the page about webhooks shows code that verifies", async () => {
  const page = await readFile(new URL("../../docs/webhooks.md", import.meta.url), "utf8")
  const [, code = ""] = /```js\n(.*?)```/s.exec(page) ?? []
  const { verify } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    verify: (secret: string, headers: Record<string, string>, body: string) => unknown
  }
  const [, python = ""] = /```python\n(.*?)```/s.exec(page) ?? []
  for (const each of [code, python])
    expect(
      snippets.map((snippet) => snippet.code),
      "the console shows the same",
    ).toContain(each.trimEnd())
  const [secret, body, now] = [newWebhookSecret(), '{"name":"Łódź"}', systemClock()]
  const headers = signedHeaders("msg_1", now, body, [newWebhookSecret(), secret])
  expect(verify(secret, headers, body)).toEqual({ name: "Łódź" })
  expect(verify(secret, headers, `${body} `)).toBeNull()
  expect(verify(newWebhookSecret(), headers, body)).toBeNull()
  expect(verify(secret, signedHeaders("msg_1", now.subtract({ minutes: 6 }), body, [secret]), body)).toBeNull()
  expect(verify(secret, {}, body)).toBeNull()
})

test("the console's curl signs as we do", async () => {
  const [secret, world] = [newWebhookSecret(), await makeHttp()]
  const code = snippets.find(({ name }) => name === "curl")?.code ?? ""
  const own = code.replace(/URL=\S+/, `URL=${world.url}/try`).replace(/SECRET=\S+/, `SECRET=${secret}`)
  await promisify(execFile)("bash", ["-euc", own])
  const [{ body, headers } = { body: "", headers: {} }] = world.to("/try")
  expect(new Webhook(secret).verify(body, { ...headers })).toMatchObject({ type: "webhook.test" })
  await world.close()
})
