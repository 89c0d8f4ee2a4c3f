import { expect, test } from "vitest"
import { consoleLocales } from "../base/words.ts"
import { cleaning } from "../catalogue/starting/cleaning.ts"
import { checkDefaults, render } from "./defaults.check.ts"
import da from "./defaults/cleaning.da.ts"
import en from "./defaults/cleaning.en.ts"
import it from "./defaults/cleaning.it.ts"
import pl from "./defaults/cleaning.pl.ts"

const texts = { en, pl, it, da }

checkDefaults(cleaning, texts, { smsSegments: { "reminder.fired": 2 }, also: [{ late: true }] })

const data = { reminderType: "Uniforms", text: "Check them.", occursOn: "2026-03-10" }

test.each(consoleLocales)("CM-D15 the text message in %s is customer, type and text", (locale) => {
  const { body } = texts[locale]["reminder.fired supervisor sms"]
  expect(render(body, locale, { ...data, late: true })).toBe("Biuro Rachunkowe Nowak: Uniforms. Check them.")
})

test.each(consoleLocales)("CM-D1 a late reminder says so in the system, in %s", (locale) => {
  const { body } = texts[locale]["reminder.fired administrator inbox"]
  expect(render(body, locale, { ...data, late: false })).toBe("Check them.")
  expect(render(body, locale, { ...data, late: true })).toMatch(/^Check them\. .*2026/)
})
