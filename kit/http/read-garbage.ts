/** After so much of it, what was read is freed. */
const everyBytes = 4_194_304
const nurseryBytes = 1_048_576
const wordsOfFiller = 7_000

let bytes = 0
/** Held, so that the work is not left out as one whose result nobody sees. */
const held: { filler: readonly number[] } = { filler: [] }

/**
 * Each piece that Node reads from the network is a block of its own outside of V8's heap. V8 counts those, but lets 64 MB of
 * them gather before it looks, while young objects are looked through whenever their small nursery is full (`bin/vigie.js`
 * sets it to a megabyte). So the nursery is filled now and then: five bodies of 20 MB take 15 MB more instead of 75.
 */
export function noteRead(length: number): void {
  bytes += length
  if (bytes < everyBytes) return
  bytes = 0
  for (let filled = 0; filled < nurseryBytes; filled += 8 * wordsOfFiller)
    held.filler = new Array<number>(wordsOfFiller).fill(filled)
}
