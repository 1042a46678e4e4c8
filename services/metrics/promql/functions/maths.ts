/** Functions of one number. */
export const maths: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  sqrt: Math.sqrt,
  ln: Math.log,
  log2,
  // Go's base 10 is its base 2 in another unit.
  log10: value => log2(value) * (Math.LN2 / Math.LN10),
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  // Go halves what `exp` gives, which is infinite a little earlier than the sine itself.
  sinh: value => (Math.abs(value) > 21 ? (Math.sign(value) * Math.exp(Math.abs(value))) / 2 : Math.sinh(value)),
  cosh: value => (Math.abs(value) > 21 ? Math.exp(Math.abs(value)) / 2 : Math.cosh(value)),
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  rad: value => (value * Math.PI) / 180,
  deg: value => (value * 180) / Math.PI,
  sgn: value => (value < 0 ? -1 : value > 0 ? 1 : value),
}

/** Exact for powers of two, as Go's. */
function log2(value: number): number {
  const exact = Math.round(Math.log2(value))
  return 2 ** exact === value ? exact : Math.log2(value)
}

export const round = (value: number, nearest: number): number => {
  const inverse = 1 / nearest
  return Math.floor(value * inverse + 0.5) / inverse
}

const time = (read: (date: Date) => number) => (seconds: number) => read(new Date(Math.trunc(seconds) * 1000))

/** Parts of the date that a number of seconds since 1970 says, in UTC. */
export const dates: Readonly<Record<string, (seconds: number) => number>> = {
  day_of_month: time(date => date.getUTCDate()),
  day_of_week: time(date => date.getUTCDay()),
  day_of_year: time(date => (startOfDay(date) - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000 + 1),
  days_in_month: time(date => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()),
  hour: time(date => date.getUTCHours()),
  minute: time(date => date.getUTCMinutes()),
  month: time(date => date.getUTCMonth() + 1),
  year: time(date => date.getUTCFullYear()),
}

const startOfDay = (date: Date) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate())
