/** Looks at screens in both themes and two widths: nothing to object to by WCAG 2.2 AA; with PICTURES=1 a picture of each, too. */
import axe from "axe-core"
import type { Page } from "playwright-core"
import { join } from "node:path"
import { expect } from "vitest"
import { pictures } from "./stage.ts"

/** A picture of each; and of each theme and each width one that is looked at closely, which takes the time. */
const views = [
  { width: 1280, height: 860, theme: "light", closely: true },
  { width: 1280, height: 860, theme: "dark", closely: false },
  { width: 390, height: 844, theme: "light", closely: false },
  { width: 390, height: 844, theme: "dark", closely: true },
] as const

/** `ready` are words that are there once it is shown whole; `open` does what must be done to see it. */
export type Screen = { path: string; name: string; ready: string; open?: (page: Page) => Promise<unknown> }

type Violation = { id: string; targets: string[] }

/** What axe objects to in the page it is in; what an organisation wrote is not looked at. */
const objections = `axe.run({ exclude: ["iframe"] }, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  resultTypes: ["violations"],
}).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target.join(" ")) })))`

/**
 * One page after the other in one tab, each looked at in every view without being loaded anew.
 * @returns what is to be objected to
 */
export async function lookAt(page: Page, screens: readonly Screen[]): Promise<string[]> {
  const found: string[] = []
  for (const { path, name, ready, open } of screens) {
    await page.setViewportSize({ width: 1280, height: 860 })
    await page.goto(path)
    await page.getByText(ready).first().waitFor()
    await open?.(page)
    await expect.poll(() => page.locator(".waiting, .skeletons").count()).toBe(0)
    await page.evaluate(axe.source)
    for (const { width, height, theme, closely } of views) {
      if (!closely && process.env.PICTURES !== "1") continue
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" })
      if (process.env.PICTURES === "1")
        await page.screenshot({ path: join(pictures, `${name}-${width}-${theme}.png`), animations: "disabled" })
      const at = `${name} ${width} ${theme}`
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")
      if (wide > 0) found.push(`${at}: ${wide} px wider than the screen`)
      if (!closely) continue
      for (const { id, targets } of await page.evaluate<Violation[]>(objections))
        found.push(`${at}: ${id} at ${targets.join(", ").slice(0, 300)}`)
    }
  }
  return found
}
