import { expect, test } from "vitest"
import { booking } from "../catalogue/starting/booking.ts"
import { checkDefaults } from "./defaults.check.ts"
import da from "./defaults/booking.da.ts"
import en from "./defaults/booking.en.ts"
import it from "./defaults/booking.it.ts"
import pl from "./defaults/booking.pl.ts"

checkDefaults(booking, { en, pl, it, da })

test("CA-D10 the booking types have these switches and no other", () => {
  expect(Object.fromEntries(booking.types.map((type) => [type.key, type.audiences]))).toEqual({
    "booking.confirmed": { customer: ["email", "sms", "push"], employee: ["email", "push"] },
    "booking.payment_required": { customer: ["email"] },
    "booking.changed": { customer: ["email", "sms", "push"], employee: ["email", "sms", "push"] },
    "booking.cancelled": { customer: ["email", "sms", "push"], employee: ["email", "sms", "push"] },
    "booking.reminder": { customer: ["email", "sms", "push"] },
  })
})
