/** GSM 03.38: the alphabet of SMS, in which one segment holds 160 characters. Anything outside it halves that and more. */

/** The default alphabet without its escape (3GPP TS 23.038 §6.2.1). */
const basic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
/** What is sent as an escape and a second septet (§6.2.1.1). */
const extension = "\f^{}\\[~]|€"
const septets = new Map<string, 1 | 2>([
  ...Array.from(basic, (sign) => [sign, 1] as const),
  ...Array.from(extension, (sign) => [sign, 2] as const),
])

/** Septets that a character takes: two where it is sent by the escape, 0 where GSM 03.38 lacks it. */
export const septetsOf = (character: string): 0 | 1 | 2 => septets.get(character) ?? 0

/** The characters of a text that GSM 03.38 lacks, each once, in the order they appear. */
export const outsideGsm7 = (text: string): string[] =>
  [...new Set(text)].filter((character) => septetsOf(character) === 0)
