import { expect, test } from "vitest"
import { consoleLocales } from "../base/words.ts"
import { telephony } from "../catalogue/starting/telephony.ts"
import { checkDefaults, render } from "./defaults.check.ts"
import da from "./defaults/telephony.da.ts"
import en from "./defaults/telephony.en.ts"
import it from "./defaults/telephony.it.ts"
import pl from "./defaults/telephony.pl.ts"

const texts = { en, pl, it, da }

checkDefaults(telephony, texts)

test("PO-D9 the catalogue names the telephony types, PO-D16 by category", () => {
  expect(
    Map.groupBy(telephony.types, (type) => type.category)
      .entries()
      .map(([category, types]) => [category, types.map((type) => type.key)])
      .toArray(),
  ).toEqual([
    [
      "billing",
      [
        "balance.near_limit",
        "balance.over_limit",
        "invoice.issued",
        "invoice.due_soon",
        "invoice.overdue",
        "payment.received",
        "payment.failed",
        "balance.adjusted",
      ],
    ],
    ["service", ["service.limited", "service.suspended", "service.terminated"]],
    ["account", ["account.welcome", "account.password_changed"]],
    ["reports", ["statistics.summary"]],
  ])
})

test("AL-D8 every telephony type is switched on the class, for e-mail and SMS to the customer", () => {
  for (const type of telephony.types) {
    expect([type.switchOwner, type.audiences]).toEqual(["class", { customer: ["email", "sms"] }])
  }
})

const invoice = { invoiceNumber: "2026/03/0417", amount: "248.60", dueDate: "2026-03-24" }

test.each(consoleLocales)("PO-D8 on the due date itself the words of invoice.overdue in %s count no days", (locale) => {
  for (const key of ["invoice.overdue customer email", "invoice.overdue customer sms"] as const) {
    const { body } = texts[locale][key]
    expect(render(body, locale, { ...invoice, daysOverdue: 0 })).not.toMatch(/\b0\b/)
    expect(render(body, locale, { ...invoice, daysOverdue: 20 })).not.toBe(
      render(body, locale, { ...invoice, daysOverdue: 0 }),
    )
  }
})

test("PO-D8 Polish counts the days before a due date as Polish does", () => {
  const { subject } = pl["invoice.due_soon customer email"]
  const said = (daysLeft: number) => render(subject, "pl", { ...invoice, daysLeft }).replace(/^.* za /, "")
  expect([1, 3, 7, 14, 22].map(said)).toEqual(["1 dzień", "3 dni", "7 dni", "14 dni", "22 dni"])
})
