/** Shortest text that reads back as the same number, without an exponent: Go's format 'f'. */
export function plainNumber(value: number): string {
  const text = goSpecial(value) ?? String(value)
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (!parts) return text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts
  const digits = whole + fraction
  const point = 1 + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return `${sign}${digits.padEnd(point, '0')}`
}

/** The same as Prometheus's HTTP API writes it: with an exponent of two digits and more below 1e-6 and from 1e21 on. */
export function apiNumber(value: number): string {
  return goSpecial(value) ?? String(value).replace(/e([+-])(\d)$/, 'e$10$2')
}

function goSpecial(value: number): string | null {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  return Object.is(value, -0) ? '-0' : null
}
