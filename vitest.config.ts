import { join } from "node:path"
import { BaseSequencer, type TestSpecification } from "vitest/node"
import { defineConfig } from "vitest/config"
import { canWalk } from "./test/world/chromium.ts"

// Hundreds of processes read the same sources: what Node made of them is kept.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/compiled")

const walks = canWalk()
if (!walks)
  process.stderr.write(
    "The walks in the browser are left out: there is no Chromium. On Debian: apt-get install --no-install-recommends chromium\n",
  )

/** What starts processes and browsers takes longest: it begins first, so that nothing long is left for the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => /\/test\/(?:journeys\/)?\w+\.test\.ts$/.test(moduleId)
    // oxlint-disable-next-line unicorn/no-array-sort -- not an array's
    return (await super.sort(files)).toSorted((one, other) => Number(isLong(other)) - Number(isLong(one)))
  }
}

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "scripts/**/*.test.ts"],
    exclude: ["test/long/**", ...(walks ? [] : ["test/journeys/**"])], // npm run long
    globalSetup: ["test/setup.ts"],
    pool: "forks",
    maxWorkers: 3, // on two cores: one works while another waits for a server or a browser
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000, interval: 50 } },
  },
})
