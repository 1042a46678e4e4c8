/** Control characters, and those that change the direction of what stands beside them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const unwanted = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g

/** As it may be shown: plain text of at most a few lines. Whoever prints it must still escape it. */
export function plainText(comment: string): string {
  return comment
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(unwanted, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
