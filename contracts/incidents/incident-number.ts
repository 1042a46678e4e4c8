/** `INC-20241106-153045`; incidents of the same second get `-2`, `-3` … behind it. */
export function numberOf(started_at: string): string {
  const [day, second] = dayAndSecond(started_at)
  return `INC-${day}-${second}`
}

/** `['20241106', '153045']`, in UTC. */
export function dayAndSecond(at: string): readonly [string, string] {
  const digits = new Date(at).toISOString().replace(/\D/g, '')
  return [digits.slice(0, 8), digits.slice(8, 14)]
}
