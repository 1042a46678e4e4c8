import type { ComponentStatus } from '../../../../contracts/common-schemas.ts'
import { statusOfImpact, worstOf } from '../../status/public-status.ts'
import { type Page, titleOf } from '../view.ts'

export type Headline = {
  readonly status: ComponentStatus
  /** The first thing a reader reads. */
  readonly sentence: string
  readonly detail: string
}

/** More names than this are a number. */
const namedAtMost = 2

export function headlineOf(page: Page): Headline {
  const { words, format } = page
  const { components, open } = page.status
  const total = components.length
  const operational = components.filter(component => component.status === 'operational').length
  const worst = worstOf(components.map(component => component.status))
  const detail = words.operationalOf(operational, total)
  if (worst !== 'operational') {
    const affected = components.filter(component => component.status === worst)
    if (worst === 'unknown' && affected.length === total)
      return { status: worst, sentence: words.sentence.unknownAll, detail }
    const names = affected.map(component => component.name)
    const who = names.length <= namedAtMost ? format.list(names) : words.services(names.length)
    return { status: worst, sentence: words.sentence[worst](who, names.length), detail }
  }
  // Somebody may know of trouble that no check sees.
  const [gravest] = open.filter(incident => incident.impact !== 'none')
  if (gravest) {
    return { status: statusOfImpact[gravest.impact], sentence: words.sentence.incident(titleOf(page, gravest)), detail }
  }
  if (total === 0) return { status: 'unknown', sentence: words.sentence.nothing, detail: '' }
  return {
    status: 'operational',
    sentence: words.sentence.operational,
    detail: open.length === 0 ? words.watched(total) : detail,
  }
}
