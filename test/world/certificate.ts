/** Self-signed certificates for the servers of tests, written in DER by hand so that no program is needed. */
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto"
import { isIP } from "node:net"

const tlv = (tag: number, ...parts: Uint8Array[]) => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: Uint8Array[]) => tlv(0x30, ...parts)
const oid = (hex: string) => tlv(6, Buffer.from(hex, "hex"))
const time = (text: string) => tlv(0x18, Buffer.from(text)) // GeneralizedTime

const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"))
const name = (text: string) => sequence(tlv(0x31, sequence(oid("550403"), tlv(0x0c, Buffer.from(text)))))

/** A key and a certificate (PEM) for one name or IPv4 address, valid until 2049, or over since 2001. */
export function makeCertificate(host: string, isExpired = false): { key: string; certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "prime256v1",
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "der" },
  })
  const alternative = isIP(host) ? tlv(0x87, Buffer.from(host.split(".").map(Number))) : tlv(0x82, Buffer.from(host))
  const extensions = sequence(
    sequence(oid("551d13"), tlv(4, sequence(tlv(1, Buffer.from([255]))))), // basicConstraints: may sign itself
    sequence(oid("551d11"), tlv(4, sequence(alternative))), // subjectAltName
  )
  const body = sequence(
    tlv(0xa0, tlv(2, Buffer.from([2]))), // version 3
    tlv(2, Buffer.from([1])), // serial number
    ecdsaWithSha256,
    name(host),
    sequence(time("20000101000000Z"), time(isExpired ? "20010101000000Z" : "20490101000000Z")),
    name(host),
    publicKey,
    tlv(0xa3, extensions),
  )
  const signature = sign("sha256", body, createPrivateKey(privateKey))
  const der = sequence(body, ecdsaWithSha256, tlv(3, Buffer.from([0]), signature))
  const lines = der.toString("base64").replace(/.{64}(?=.)/g, "$&\n")
  return { key: privateKey, certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` }
}
