import { CronTimes } from '../../../kit/schedule/cron-times.ts'
import { messageOf } from '../../../kit/service/errors.ts'

/** The annotation `topic` that the cron connector looks for; with another one it does not look at `schedule`. */
export const cronTopic = 'cron-function'

/** One expression of the annotation `schedule`. */
export type ScheduleText = {
  readonly cron: string
  /** As `CRON_TZ=` or `vigie.time_zone` says; else UTC, as OpenFaaS has it. */
  readonly time_zone: string
  readonly names_zone: boolean
}

/** `CRON_TZ=Europe/Paris 0 8 * * *`, several of them divided by semicolons. */
export function scheduleTexts(annotations: Readonly<Record<string, string>>): ScheduleText[] {
  const { schedule = '' } = annotations
  return schedule
    .split(';')
    .map(text => text.trim())
    .filter(text => text !== '')
    .map(text => {
      const { zone, cron } = /^(?:(?:CRON_)?TZ=(?<zone>\S+)\s+)?(?<cron>.*)$/.exec(text)?.groups ?? {}
      const named = zone ?? annotations['vigie.time_zone']
      return { cron: cron ?? '', time_zone: named ?? 'UTC', names_zone: named !== undefined }
    })
}

/** undefined: it is sound. */
export function scheduleFault(
  { cron, time_zone }: ScheduleText,
  now: number,
): 'never' | { readonly cause: string } | undefined {
  try {
    return new CronTimes({ cron, time_zone }).after(now) === null ? 'never' : undefined
  } catch (thrown) {
    return { cause: messageOf(thrown) }
  }
}

/** At a time of day: not every hour, so that it matters of which zone the hour is. */
export const namesHour = ({ cron }: ScheduleText): boolean => {
  const hour = cron.split(/\s+/).at(-4)
  return hour !== undefined && !hour.startsWith('*')
}

/** What an annotation names, divided by commas. */
export const listOf = (text = ''): string[] => text.split(',').flatMap(one => one.trim() || [])
