/** What the field writes in several ways, each in one; every other unit is what it was written as. */
const spellings: Readonly<Record<string, string>> = {
  c: '°C',
  '°c': '°C',
  degc: '°C',
  celsius: '°C',
  f: '°F',
  '°f': '°F',
  degf: '°F',
  fahrenheit: '°F',
  k: 'K',
  kelvin: 'K',
  percent: '%',
  pct: '%',
}

export const unitOf = (written: string): string => spellings[written.trim().toLowerCase()] ?? written.trim()

/** Of values that come without one: what the course of the IoT API implies. */
const implied: Readonly<Record<string, string>> = { temperature: '°C', humidity: '%', battery_level: '%' }

export const impliedUnit = (metric: string): string | null => implied[metric] ?? null
