/** `2026-11-14T14:02`, what a date field holds: the time on the wall of this zone at that moment. */
export function wallTime(at: string | number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(new Date(at))
  const part = (type: string) => parts.find(one => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/** The moment, as ISO 8601 UTC; of two that the wall shows the first, of one that clocks skip as much later. null: no time. */
export function momentOf(wall: string, timeZone: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(wall)) return null
  const wanted = Date.parse(`${wall.slice(0, 16)}:00Z`)
  const offsetAt = (moment: number) =>
    Date.parse(`${wallTime(moment, timeZone)}:00Z`) - Math.floor(moment / 60_000) * 60_000
  const before = wanted - offsetAt(wanted - 86_400_000)
  if (wallTime(before, timeZone) === wall.slice(0, 16)) return new Date(before).toISOString()
  const after = wanted - offsetAt(wanted + 86_400_000)
  return new Date(wallTime(after, timeZone) === wall.slice(0, 16) ? after : before).toISOString()
}

/** `2026-11-14`, the day on the wall. */
export const wallDay = (at: string | number, timeZone: string): string => wallTime(at, timeZone).slice(0, 10)
