import { test } from "vitest"
import { expectFanOut, fanOut } from "./fanOut.ts"

test("I2 I25 three thousand customers are told once each, in one wording, by a worker that is killed ten times", async () => {
  const asked = { customers: 3000, kills: 10, slots: 8 }
  expectFanOut(asked, await fanOut(asked))
})
