/** Hosts and addresses: which may be reached from a server that does what strangers ask. */
import { isIP } from "node:net"
import { domainToASCII } from "node:url"

export type Network = { bytes: readonly number[]; prefix: number }

/** Bytes of an address, 4 or 16; null where it is none, or bound to one interface (fe80::1%eth0). */
export function bytesOf(address: string): number[] | null {
  if (isIP(address) === 4) return address.split(".").map(Number)
  if (isIP(address) !== 6 || !URL.canParse(`http://[${address}]`)) return null
  // WHATWG URL writes every IPv6 address in one way, in hexadecimal groups.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::")
  const groups = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)))
  const [front, back] = [groups(head), groups(tail ?? "")]
  const all = tail === undefined ? front : [...front, ...Array(8 - front.length - back.length).fill(0), ...back]
  return all.flatMap((group) => [group >> 8, group & 255])
}

/** "10.0.0.0/8", or one address; null where it is neither, or has bits beyond its prefix. */
export function readNetwork(text: string): Network | null {
  const [address = "", length, more] = text.split("/")
  const bytes = bytesOf(address)
  if (!bytes || more !== undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return null
  const prefix = length === undefined ? bytes.length * 8 : Number(length)
  const first = bytes.map((byte, index) => byte & mask(prefix - index * 8))
  return prefix <= bytes.length * 8 && first.every((byte, index) => byte === bytes[index]) ? { bytes, prefix } : null
}

const mask = (bits: number) => (bits <= 0 ? 0 : bits >= 8 ? 255 : (255 << (8 - bits)) & 255)

export const isIn = (address: readonly number[], { bytes, prefix }: Network): boolean =>
  address.length === bytes.length &&
  bytes.every((byte, index) => ((byte ^ (address[index] as number)) & mask(prefix - index * 8)) === 0)

const network = (text: string) => readNetwork(text) as Network

// IANA's special-purpose registries (RFC 6890) and multicast: what is not the public internet.
const special: readonly (readonly [Network, string])[] = (
  [
    ["0.0.0.0/8", "this host"],
    ["10.0.0.0/8", "private"],
    ["100.64.0.0/10", "shared by a carrier's NAT"],
    ["127.0.0.0/8", "loopback"],
    ["169.254.0.0/16", "link-local"],
    ["172.16.0.0/12", "private"],
    ["192.0.0.0/24", "reserved"],
    ["192.0.2.0/24", "documentation"],
    ["192.88.99.0/24", "a 6to4 relay"],
    ["192.168.0.0/16", "private"],
    ["198.18.0.0/15", "benchmarks"],
    ["198.51.100.0/24", "documentation"],
    ["203.0.113.0/24", "documentation"],
    ["224.0.0.0/4", "multicast"],
    ["240.0.0.0/4", "reserved"],
    ["::/128", "this host"],
    ["::1/128", "loopback"],
    ["64:ff9b:1::/48", "a private NAT64"],
    ["fc00::/7", "private"],
    ["fe80::/10", "link-local"],
    ["ff00::/8", "multicast"],
    ["2001::/23", "reserved"],
    ["2001:db8::/32", "documentation"],
    ["2002::/16", "6to4"],
    ["3fff::/20", "documentation"],
  ] as const
).map(([text, why]) => [network(text), why])

const globalUnicast = network("2000::/3")
// An IPv4 address in IPv6 clothes: mapped (RFC 4291 §2.5.5.2), or behind the well-known NAT64 prefix (RFC 6052 §2.1).
const wrapped = [network("::ffff:0:0/96"), network("64:ff9b::/96")]

/** The IPv4 address that an IPv6 one stands for, where it stands for one. */
export const unwrapped = (bytes: number[]): number[] =>
  wrapped.some((prefix) => isIn(bytes, prefix)) ? bytes.slice(12) : bytes

/** What an address is, where it isn't one of the public internet; null where it is. */
export function whyNotPublic(address: string): string | null {
  const found = bytesOf(address)
  if (!found) return "no plain address"
  const bytes = unwrapped(found)
  const [, why] = special.find(([block]) => isIn(bytes, block)) ?? []
  return why ?? (bytes.length === 16 && !isIn(bytes, globalUnicast) ? "reserved" : null)
}

/** One entry of OUTBOUND_ALLOW: a network on any port, an address on one port, or a name on one port. */
export type Allowed = { network: Network | null; host: string | null; port: number | null }

/**
 * Reads OUTBOUND_ALLOW: networks and `host:port`, separated by commas, such as `10.1.0.0/16, 127.0.0.1:25`.
 * @throws RangeError naming the entry that is neither
 */
export function readAllowed(text: string): Allowed[] {
  const entries = text.split(",").map((part) => part.trim())
  return entries
    .filter((entry) => entry !== "")
    .map((entry) => {
      const network = readNetwork(entry)
      if (network) return { network, host: null, port: null }
      const [, host = "", port = ""] = /^\[?([^[\]/]+)\]?:(\d{1,5})$/.exec(entry) ?? []
      const name = readHost(host)
      if (!name || Number(port) < 1 || Number(port) > 65535)
        throw new RangeError(`"${entry}" is neither a network (10.1.0.0/16) nor host:port (mail.internal:25)`)
      return { network: isIP(name) ? readNetwork(name) : null, host: isIP(name) ? null : name, port: Number(port) }
    })
}

/** A host as it is looked up: an address, or a name as DNS knows it; null where it is neither. */
export function readHost(text: string): string | null {
  const bare = text.replace(/^\[(.*)\]$/, "$1")
  if (isIP(bare)) return bare.toLowerCase()
  // domainToASCII drops line breaks and decodes %, as in a URL: neither is part of a name.
  const name = /^[\p{L}\p{M}\p{N}._-]+$/u.test(text) ? domainToASCII(text).toLowerCase() : ""
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/.test(name) && name.length <= 254 ? name : null
}
