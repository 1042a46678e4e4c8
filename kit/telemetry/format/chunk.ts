import { BitReader, BitWriter } from './bits.ts'
import { decodeInts, encodeInts } from './int-column.ts'

/** Times are whole milliseconds, ascending, each once; a value that is NaN says that the series has ended there. */
export type Points = { readonly times: Float64Array; readonly values: Float64Array }

const version = 1
const countBits = 24
const mostDecimals = 6
const largestInt = 2 ** 50
const writer = new BitWriter()

/** The samples of one series in one block of time. The format is the same on every database, and in backups. */
export function encodeChunk({ times, values }: Points): Uint8Array<ArrayBuffer> {
  writer.write(version, 4)
  writer.write(times.length, countBits)
  encodeInts(writer, times)
  const scaled = scaledToInts(values)
  writer.write(scaled ? scaled.decimals : 7, 3)
  if (scaled) encodeInts(writer, scaled.ints)
  else encodeFloats(values)
  return writer.take()
}

export function decodeChunk(bytes: Uint8Array): Points {
  const { reader, times } = timesIn(bytes)
  const decimals = reader.read(3)
  if (decimals > mostDecimals) return { times, values: decodeFloats(reader, times.length) }
  const values = decodeInts(reader, times.length)
  const factor = 10 ** decimals
  for (let index = 0; index < values.length; index++) values[index] = (values[index] ?? 0) / factor
  return { times, values }
}

/** For whoever only asks whether a sample is there. */
export const timesOf = (bytes: Uint8Array): Float64Array => timesIn(bytes).times

function timesIn(bytes: Uint8Array): { reader: BitReader; times: Float64Array } {
  const reader = new BitReader(bytes)
  const found = reader.read(4)
  if (found !== version) throw new Error(`a chunk of samples of version ${found}, which this program does not know`)
  return { reader, times: decodeInts(reader, reader.read(countBits)) }
}

/** Readings of sensors have few decimals: as whole numbers they take a quarter of the bits. Null where that is not exact. */
function scaledToInts(values: Float64Array): { decimals: number; ints: Float64Array } | null {
  const ints = new Float64Array(values.length)
  next: for (let decimals = 0; decimals <= mostDecimals; decimals++) {
    const factor = 10 ** decimals
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? 0
      const int = Math.round(value * factor)
      if (int / factor !== value || Math.abs(int) > largestInt) continue next
      ints[index] = int
    }
    return { decimals, ints }
  }
  return null
}

const bits = new DataView(new ArrayBuffer(8))

/**
 * The bits in which a number differs from the one before (T. Pelkonen and others: Gorilla, VLDB 2015): 0 for none; 10 when they
 * lie in the window of the last time; 11, their place and their number for a new window.
 */
function encodeFloats(values: Float64Array): void {
  let [high, low, leading, length] = [0, 0, 0, 0]
  for (const value of values) {
    bits.setFloat64(0, value)
    const [xorHigh, xorLow] = [(bits.getUint32(0) ^ high) >>> 0, (bits.getUint32(4) ^ low) >>> 0]
    high = bits.getUint32(0)
    low = bits.getUint32(4)
    if (xorHigh === 0 && xorLow === 0) {
      writer.write(0, 1)
      continue
    }
    const zeros = Math.min(xorHigh === 0 ? 32 + Math.clz32(xorLow) : Math.clz32(xorHigh), 31)
    const trailing = xorLow === 0 ? 32 + trailingZeros(xorHigh) : trailingZeros(xorLow)
    const fits = length > 0 && zeros >= leading && trailing >= 64 - leading - length
    if (!fits) {
      leading = zeros
      length = 64 - zeros - trailing
    }
    writer.write(fits ? 2 : 3, 2)
    if (!fits) {
      writer.write(leading, 5)
      writer.write(length - 1, 6)
    }
    writeWindow([xorHigh, xorLow], 64 - leading - length, length)
  }
}

function writeWindow([high, low]: readonly [number, number], trailing: number, length: number): void {
  const shiftedHigh = trailing >= 32 ? 0 : high >>> trailing
  const shiftedLow =
    trailing >= 32 ? high >>> (trailing - 32) : trailing === 0 ? low : (low >>> trailing) | (high << (32 - trailing))
  if (length > 32) writer.write(shiftedHigh, length - 32)
  writer.write(shiftedLow >>> 0, Math.min(length, 32))
}

function decodeFloats(reader: BitReader, count: number): Float64Array {
  const values = new Float64Array(count)
  let [high, low, leading, length] = [0, 0, 0, 0]
  for (let index = 0; index < count; index++) {
    if (reader.read(1) === 1) {
      if (reader.read(1) === 1) {
        leading = reader.read(5)
        length = reader.read(6) + 1
      }
      const trailing = 64 - leading - length
      const shiftedHigh = length > 32 ? reader.read(length - 32) : 0
      const shiftedLow = reader.read(Math.min(length, 32))
      high ^=
        trailing >= 32
          ? shiftedLow << (trailing - 32)
          : (shiftedHigh << trailing) | (trailing === 0 ? 0 : shiftedLow >>> (32 - trailing))
      low ^= trailing >= 32 ? 0 : shiftedLow << trailing
    }
    bits.setUint32(0, high >>> 0)
    bits.setUint32(4, low >>> 0)
    values[index] = bits.getFloat64(0)
  }
  return values
}

const trailingZeros = (word: number): number => 31 - Math.clz32(word & -word)
