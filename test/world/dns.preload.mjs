/** Loaded into a process under test before it starts: names are looked up at the tests' own server (see dns.ts). */
import { Resolver } from "node:dns/promises"

const { resolveTxt } = Resolver.prototype
Resolver.prototype.resolveTxt = function (name) {
  this.setServers([process.env.TEST_NAME_SERVER])
  return resolveTxt.call(this, name)
}
