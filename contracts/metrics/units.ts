/** Units that have a sign of their own; all others are written as they are. */
const signs: Readonly<Record<string, string>> = {
  celsius: '°C',
  fahrenheit: '°F',
  kelvin: 'K',
  percent: '%',
  euro: '€',
  seconds: 's',
  milliseconds: 'ms',
  bytes: 'B',
  metres: 'm',
  volts: 'V',
  amperes: 'A',
  watts: 'W',
  pascals: 'Pa',
}

/** `°C` of `celsius`. */
export const unitSign = (unit: string): string => signs[unit] ?? unit
