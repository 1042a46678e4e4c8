import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleMaintenance, sampleNow } from '../testing/sample-status.ts'
import { bannersOf, type PublicAnnouncement, shownMaintenances } from './public-notices.ts'

const at = (ms: number) => new Date(sampleNow + ms).toISOString()
const hour = 3_600_000
const announcement = (id: string, more: Partial<PublicAnnouncement>): PublicAnnouncement => ({
  id,
  title: id,
  message: id,
  level: 'info',
  banner: true,
  starts_at: at(-hour),
  ends_at: null,
  published_at: at(-hour),
  ...more,
})

test('a banner stands from its start until its end, the most urgent first', () => {
  const all = [
    announcement('info', {}),
    announcement('later', { starts_at: at(1) }),
    announcement('over', { ends_at: at(0) }),
    announcement('no banner', { banner: false }),
    announcement('critical', { level: 'critical', ends_at: at(1) }),
    announcement('newer info', { published_at: at(-1) }),
  ]
  assert.deepEqual(
    bannersOf(all, sampleNow).map(one => one.id),
    ['critical', 'newer info', 'info'],
  )
})

test('work is shown until two weeks after its end, and not when it was called off', () => {
  const ends_at = (days: number) => ({ ends_at: at(-days * 24 * hour), status: 'completed' as const })
  const all = [
    sampleMaintenance({ id: 'recent', ...ends_at(13) }),
    sampleMaintenance({ id: 'old', ...ends_at(15) }),
    sampleMaintenance({ id: 'off', status: 'cancelled' }),
    sampleMaintenance({ id: 'sooner', starts_at: at(hour) }),
  ]
  assert.deepEqual(
    shownMaintenances(all, sampleNow).map(one => one.id),
    ['sooner', 'recent'],
  )
})
