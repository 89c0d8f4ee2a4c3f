/**
 * Images that people upload, made safe: decoded and encoded again, so that nothing but their pixels is kept. Metadata,
 * text hidden behind the last byte, and files that are two formats at once don't survive that.
 */
import { type Fault, fieldProblem, Problem } from "../base/problem.ts"

export const imageTypes = ["image/png", "image/jpeg", "image/webp"] as const
export type ImageType = (typeof imageTypes)[number]
export type CleanImage = { contentType: ImageType; bytes: Buffer }

const sideLimit = 4000

/** What the first bytes say: PNG §5.2, JPEG's SOI and the marker after it, WebP's RIFF header (RFC 9649 §2.4). */
function formatOf(bytes: Buffer): "png" | "jpeg" | "webp" | null {
  if (bytes.subarray(0, 8).equals(Buffer.from("89504e470d0a1a0a", "hex"))) return "png"
  if (bytes.subarray(0, 3).equals(Buffer.from("ffd8ff", "hex"))) return "jpeg"
  const isRiff = bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP"
  return isRiff ? "webp" : null
}

const refused = (code: Fault["code"], detail: string) => fieldProblem("invalid", "", code, detail)

/** libvips, which reads these three formats and no other: it knows many more, each a way to attack it. */
async function decoder() {
  const { default: sharp } = await import("sharp") // 20 MB of native code that a command rarely needs
  sharp.block({ operation: ["VipsForeignLoad"] })
  sharp.unblock({
    operation: ["VipsForeignLoadPngBuffer", "VipsForeignLoadJpegBuffer", "VipsForeignLoadWebpBuffer"],
  })
  sharp.cache(false)
  return sharp
}

/**
 * The same picture, upright, in sRGB, first frame only.
 * @throws Problem invalid for what is no PNG, JPEG or WebP, is damaged, or has a side longer than 4000 pixels
 */
export async function cleanImage(bytes: Buffer): Promise<CleanImage> {
  const format = formatOf(bytes)
  if (!format) throw refused("not_an_image", "Send a PNG, a JPEG or a WebP image.")
  const sharp = await decoder()
  const image = sharp(bytes, { failOn: "warning", limitInputPixels: sideLimit ** 2, sequentialRead: true })
  try {
    const { width, height } = await image.metadata()
    if (width > sideLimit || height > sideLimit)
      throw refused("too_many_pixels", `The image is ${width} × ${height} pixels; each side may have ${sideLimit}.`)
    const upright = image.autoOrient().timeout({ seconds: 5 })
    const encoded =
      format === "png"
        ? upright.png({ compressionLevel: 9 })
        : format === "jpeg"
          ? upright.jpeg({ quality: 90 })
          : upright.webp({ quality: 90 })
    return { contentType: `image/${format}`, bytes: await encoded.toBuffer() }
  } catch (error) {
    if (error instanceof Problem) throw error
    // libvips throws plain errors for whatever it can't read; a failure of ours here would be one of memory.
    throw refused("damaged", "The image is damaged or is not what its first bytes say.")
  }
}
