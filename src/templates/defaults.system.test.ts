import { expect, test } from "vitest"
import { consoleLocales } from "../base/words.ts"
import { typeDefinition } from "../catalogue/definition.ts"
import { system } from "../catalogue/starting/system.ts"
import { checkDefaults, render } from "./defaults.check.ts"
import da from "./defaults/system.da.ts"
import en from "./defaults/system.en.ts"
import it from "./defaults/system.it.ts"
import pl from "./defaults/system.pl.ts"

const texts = { en, pl, it, da }

checkDefaults(system, texts)

test("AL-D11 nothing switches a system type off, and none carries an unsubscribe link", () => {
  for (const type of system.types.map((each) => typeDefinition.parse(each))) {
    expect(type).toMatchObject({ switchOwner: "none", mandatory: true, transactional: true })
  }
})

test.each(consoleLocales)("AL-D11 an e-mail whose type has a link or a page leads there, in %s", (locale) => {
  for (const [key, { body }] of Object.entries(texts[locale])) {
    if (!key.endsWith(" email")) continue
    const type = system.types.find((each) => key.startsWith(`${each.key} `))
    for (const { name, kind } of type?.variables ?? []) {
      if (kind === "url" && name !== "endpointUrl")
        expect([key, body]).toEqual([key, expect.stringContaining(`href="{{ ${name} }}"`)])
    }
  }
})

test.each(consoleLocales)(
  "CA-D3 the last warning in %s says that nothing is left, for SMS and e-mail in their own words",
  (locale) => {
    const { subject } = texts[locale]["system.credits_low administrator email"]
    const said = (channel: string, remaining: number, percent: number) =>
      render(subject, locale, { channel, remaining, percent })
    expect(said("sms", 0, 0)).not.toMatch(/\d/)
    expect(said("email", 0, 0)).not.toMatch(/\d/)
    expect(said("sms", 25, 5)).toMatch(/25/)
    expect(said("sms", 25, 5)).not.toBe(said("email", 25, 5))
  },
)

test.each(consoleLocales)("CO-D11 a refusal in %s doesn't read like a grant", (locale) => {
  for (const key of ["system.access_decided contact email", "system.access_decided contact inbox"] as const) {
    const said = (isGranted: boolean) =>
      render(texts[locale][key].body, locale, { customerNumber: "IT-1", isGranted, page: "https://x.example" })
    expect(said(false)).not.toBe(said(true))
  }
})
