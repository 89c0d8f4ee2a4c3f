import { expect, test } from "vitest"
import { carrier } from "../catalogue/starting/carrier.ts"
import { checkDefaults } from "./defaults.check.ts"
import da from "./defaults/carrier.da.ts"
import en from "./defaults/carrier.en.ts"
import it from "./defaults/carrier.it.ts"
import pl from "./defaults/carrier.pl.ts"

checkDefaults(
  carrier,
  { en, pl, it, da },
  {
    also: [
      { phase: "update", severity: "critical", serviceAffecting: false, level: 5, daysOverdue: 1 },
      { phase: "closure", severity: "minor", level: 1, daysOverdue: 22 },
    ],
  },
)

test("CO-D13 each subscription type has its type, at its level, critical where a last subscriber is warned", () => {
  const said = carrier.types.map((type) => [type.key, type.level, type.critical ?? false, type.audiences.contact])
  expect(said).toEqual([
    ["service.notice", "account", true, ["email", "sms"]],
    ["works.planned", "account", true, ["email", "sms"]],
    ["outage.proactive", "service", false, ["email", "sms"]],
    ["service.information", "service", false, ["email", "sms"]],
    ["outage.reactive", "service", false, ["email", "sms"]],
    ["ticket.escalation", "service", false, ["email", "sms"]],
    ["technical.request", "service", true, ["email"]],
    ["product.communication", "account", false, ["email", "sms"]],
    ["invoice.issued", "billing_account", true, ["email"]],
    ["payment.reminder", "billing_account", false, ["email", "sms"]],
  ])
})

test("CO-D13 only product communications can be unsubscribed from by a link", () => {
  expect(carrier.types.filter((type) => type.transactional === false).map((type) => type.key)).toEqual([
    "product.communication",
  ])
})
