import { momentOf } from '../../words/wall-clock.ts'

const dayMs = 86_400_000

/** Days are text, `2026-11-14`, and are counted on a calendar without time zone. */
export const addDays = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10)

/** `2026-11` and a step of months. */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7)
}

/** The weeks that hold the month, from Monday to Sunday. */
export function weeksOf(month: string): readonly (readonly string[])[] {
  const first = `${month}-01`
  const monday = addDays(first, -((new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7))
  const weeks: string[][] = []
  for (let day = monday; day < `${addMonths(month, 1)}-01`; day = addDays(day, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(day, index)))
  }
  return weeks
}

/** From the first moment of the one day to the first after the other, in this zone. */
export function spanOf(firstDay: string, lastDay: string, timeZone: string): { from: string; to: string } {
  const midnight = (day: string) => momentOf(`${day}T00:00`, timeZone) ?? `${day}T00:00:00.000Z`
  return { from: midnight(firstDay), to: midnight(addDays(lastDay, 1)) }
}
