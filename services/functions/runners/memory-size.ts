const factors: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  m: 1e6,
  G: 1e9,
  g: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}

/** Of `128Mi`, `200M` or a number, as Kubernetes writes memory; undefined: it is none of these. */
export function bytesOf(text: string): number | undefined {
  const { amount, unit = '' } = /^(?<amount>\d+(?:\.\d+)?)(?<unit>[A-Za-z]*)$/.exec(text)?.groups ?? {}
  const factor = factors[unit]
  return amount === undefined || factor === undefined ? undefined : Math.floor(Number(amount) * factor)
}
