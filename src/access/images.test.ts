import { deflateSync } from "node:zlib"
import { crc32 } from "node:zlib"
import sharp from "sharp"
import { describe, expect, test } from "vitest"
import { cleanImage } from "./images.ts"

const pixels = (width = 40, height = 20) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 30, b: 60, alpha: 0.5 } } })

const marker = "SECRET-GPS-55.6761"
const exif = { IFD0: { Copyright: marker, Artist: marker }, IFD3: { GPSProcessingMethod: marker } }
const made = {
  png: pixels().withExif(exif).png(),
  jpeg: pixels().withExif(exif).withIccProfile("p3").jpeg(),
  webp: pixels().withExif(exif).webp(),
} as const

/** One PNG chunk: length, type, data, checksum (PNG §5.3). */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const numbers = [Buffer.alloc(4), Buffer.alloc(4)] as const
  numbers[0].writeUInt32BE(data.length)
  numbers[1].writeUInt32BE(crc32(body))
  return Buffer.concat([numbers[0], body, numbers[1]])
}

/** A PNG that says it is this large, in a few bytes. */
function flood(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const signature = Buffer.from("89504e470d0a1a0a", "hex")
  const data = deflateSync(Buffer.alloc(1000))
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))])
}

const refusal = async (bytes: Buffer) =>
  await cleanImage(bytes).then(
    () => null,
    (error: { code: string; faults: { code: string }[] }) => [error.code, error.faults[0]?.code],
  )

describe.each(["png", "jpeg", "webp"] as const)("a %s", (format) => {
  test("keeps its pixels and loses metadata, profile and whatever was put behind it", async () => {
    const original = await made[format].toBuffer()
    expect(original.includes(marker)).toBe(true)
    const hidden = Buffer.from(`<script>alert(1)</script>PK\u0003\u0004<?php system($_GET[0]); ?>`)
    const { contentType, bytes } = await cleanImage(Buffer.concat([original, hidden]))
    expect(contentType).toBe(`image/${format}`)
    for (const gone of [marker, "<script>", "<?php", "PK\u0003\u0004", "Exif", "iCCP", "ICC_PROFILE"])
      expect(bytes.includes(gone), gone).toBe(false)
    const { width, height, exif, icc, xmp, iptc, format: kept } = await sharp(bytes).metadata()
    expect([kept, width, height, exif, icc, xmp, iptc]).toEqual([format, 40, 20, ...Array(4).fill(undefined)])
  })

  test("that is cut short, or is garbage behind the right first bytes, is refused", async () => {
    const original = await made[format].toBuffer()
    expect(await refusal(original.subarray(0, original.length - 20))).toEqual(["invalid", "damaged"])
    expect(await refusal(Buffer.concat([original.subarray(0, 16), Buffer.alloc(500, 0x41)]))).toEqual([
      "invalid",
      "damaged",
    ])
  })

  test("may have 4000 pixels a side and not one more", async () => {
    const wide = (width: number) => pixels(width, 2).toFormat(format).toBuffer()
    expect(await refusal(await wide(4000))).toBeNull()
    expect(await refusal(await wide(4001))).toEqual(["invalid", "too_many_pixels"])
  })
})

test("a picture taken sideways stays upright when the note that says so is gone", async () => {
  const sideways = await pixels(40, 20).jpeg().withMetadata({ orientation: 6 }).toBuffer()
  const { width, height, orientation } = await sharp((await cleanImage(sideways)).bytes).metadata()
  expect([width, height, orientation]).toEqual([20, 40, undefined])
})

test("other formats, whatever they are called, are refused by their first bytes", async () => {
  const svg = Buffer.from(
    `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`,
  )
  const gif = await pixels().gif().toBuffer()
  const tiff = await pixels().tiff().toBuffer()
  const others = [Buffer.alloc(0), svg, gif, tiff, Buffer.from("GIF89a"), Buffer.from("%PDF-1.7"), Buffer.from("PNG")]
  for (const bytes of others) expect(await refusal(bytes)).toEqual(["invalid", "not_an_image"])
  const disguised = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), svg])
  expect(await refusal(disguised)).toEqual(["invalid", "damaged"])
})

test("a small file that would unpack into a flood of pixels is refused before it does", async () => {
  const before = process.memoryUsage().rss
  for (const [width, height] of [
    [60_000, 60_000],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [0, 10],
  ] as const)
    expect((await refusal(flood(width, height)))?.[0]).toBe("invalid")
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
})
