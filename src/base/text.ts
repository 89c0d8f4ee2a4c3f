/** Texts as they are compared and searched, the same in every language of ours. */

const folded: Readonly<Record<string, string>> = {
  ł: "l",
  ø: "o",
  æ: "ae",
  å: "a",
  đ: "d",
  ß: "ss",
  œ: "oe",
  þ: "th",
  ı: "i",
}

/** Lower case, without accents, single spaces: "Café  Łódź" → "cafe lodz". What names are sorted and found by. */
export const comparable = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[łøæåđßœþı]/g, (letter) => folded[letter] ?? letter)
    .replace(/\s+/g, " ")
    .trim()
