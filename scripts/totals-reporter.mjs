/**
 * A vitest reporter that ends the run with one plain line, `N passed, N failed`. A file that could not be loaded, a
 * suite whose set-up failed and an error outside of any test count as a failure each, so a failed run never reads `0 failed`.
 */
export default class TotalsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0
    let failed = unhandledErrors.length
    for (const module of modules) {
      if (module.errors().length > 0) failed++
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) failed++
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === "passed") passed++
        if (state === "failed") failed++
      }
    }
    // Last of all, after the other reporters' summaries.
    process.on("exit", () => process.stdout.write(`${passed} passed, ${failed} failed\n`))
  }
}
