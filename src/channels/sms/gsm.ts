/** GSM 03.38: the alphabet of SMS, in which one segment holds 160 characters. Anything outside it halves that and more. */

/** The default alphabet without its escape (3GPP TS 23.038 §6.2.1). */
const basic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
/** What is sent as an escape and a second septet (§6.2.1.1). */
const extension = "\f^{}\\[~]|€"
const alphabet = new Set(basic + extension)

/** The characters of a text that GSM 03.38 lacks, each once, in the order they appear. */
export const outsideGsm7 = (text: string): string[] =>
  [...new Set(text)].filter((character) => !alphabet.has(character))
