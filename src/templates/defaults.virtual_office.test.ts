import { expect, test } from "vitest"
import { virtualOffice } from "../catalogue/starting/virtual_office.ts"
import { checkDefaults } from "./defaults.check.ts"
import da from "./defaults/virtual_office.da.ts"
import en from "./defaults/virtual_office.en.ts"
import it from "./defaults/virtual_office.it.ts"
import pl from "./defaults/virtual_office.pl.ts"

const texts = { en, pl, it, da }

checkDefaults(virtualOffice, texts)

test.each([
  ["en", "[client]", "[sender]"],
  ["pl", "[klient]", "[nadawca]"],
  ["it", "[cliente]", "[mittente]"],
  ["da", "[kunde]", "[afsender]"],
] as const)("DE-A9 the SMS of new post in %s varies by client and sender only", (locale, client, sender) => {
  const { body } = texts[locale]["post.received customer sms"]
  expect(body.match(/\[.*?\]|\{/g)).toEqual([client, sender])
})
