import type { ComponentStatus } from '../../../contracts/common-schemas.ts'
import { say } from '../../../contracts/messages/words.ts'
import type { UptimeDay } from '../../../contracts/monitor/monitor.ts'
import { type DayPart, type UptimeBars, uptimeBarsOf } from '../charts/uptime-bars.ts'
import type { History } from '../status/history.ts'
import type { PublicMaintenance } from '../status/public-notices.ts'
import type { PublicComponent, PublicIncident, PublicStatus } from '../status/public-status.ts'

/** Believable data for tests, the same on every run. */
export const sampleNow = Date.parse('2026-11-21T13:02:31.000Z')

const dayMs = 86_400_000
const ago = (ms: number) => new Date(sampleNow - ms).toISOString()

const names = [
  'API Production',
  'Site vitrine',
  'Espace client',
  'Paiement',
  'Messagerie',
  'Base de données',
  'Recherche',
]
const groups = ['Plateforme', 'Boutique', null]

export function sampleComponent(index: number, more: Partial<PublicComponent> = {}): PublicComponent {
  const round = Math.floor(index / names.length)
  return {
    id: `c${index}`,
    slug: `service-${index}`,
    name: `${names[index % names.length]}${round > 0 ? ` ${round + 1}` : ''}`,
    group: groups[Math.floor(index / 3) % groups.length] ?? null,
    status: 'operational',
    since: ago(40 * dayMs),
    position: index,
    suspected: null,
    last_known: { status: 'operational', revision: 1 },
    ...more,
  }
}

/** Ninety days: unwatched at first, then up, with three days of trouble. */
export function sampleDays(seed: number, unwatched = 20 + (seed % 5) * 8): readonly UptimeDay[] {
  return Array.from({ length: 90 }, (_, index) => {
    const date = new Date(sampleNow - (89 - index) * dayMs).toISOString().slice(0, 10)
    const day = { date, up_s: 86_400, degraded_s: 0, down_s: 0, maintenance_s: 0, unknown_s: 0 }
    if (index < unwatched) return { ...day, up_s: 0, unknown_s: 86_400 }
    const luck = (index * 31 + seed * 17) % 53
    if (luck === 0) return without(day, 'down_s', 192 + seed)
    if (luck === 7) return without(day, 'degraded_s', 14_400 + seed * 61)
    if (luck === 19) return without(day, 'maintenance_s', 7_200)
    if (luck === 23) return without(day, 'unknown_s', 30 + seed)
    return day
  })
}

const without = (day: UptimeDay, part: DayPart, seconds: number): UptimeDay => ({
  ...day,
  up_s: day.up_s - seconds,
  [part]: seconds,
})

export function sampleIncident(index: number, more: Partial<PublicIncident> = {}): PublicIncident {
  const started = ago((index + 1) * 1.7 * dayMs)
  return {
    id: `i${index}`,
    number: `INC-20261121-1500${String(index).padStart(2, '0')}`,
    title: `${names[index % names.length]} is down`,
    status: 'resolved',
    impact: index % 3 === 0 ? 'critical' : index % 3 === 1 ? 'major' : 'minor',
    started_at: started,
    resolved_at: new Date(Date.parse(started) + (index + 1) * 431_000).toISOString(),
    revision: 3,
    components: [names[index % names.length] ?? ''],
    component_ids: [`c${index % names.length}`],
    updates: [{ at: started, kind: 'opened', status: 'investigating', message: 'connection refused' }],
    ...more,
  }
}

export const nothingKnown: PublicStatus = {
  components: [],
  open: [],
  recent: [],
  latest: [],
  history: { months: [], first: null },
  maintenances: [],
  announcements: [],
  providers: [],
  charts: [],
  features: { contact: true, reports: true, email: true },
  uptime: new Map(),
}

function sampleHistory(incidents: readonly PublicIncident[]): History {
  const months = ['2026-11', '2026-10', '2026-09', '2026-08', '2026-07', '2026-06'].map(month => {
    const within = incidents.filter(incident => incident.started_at.startsWith(month))
    return { month, total: within.length, incidents: within.map(incident => ({ ...incident, updates: [] })) }
  })
  return { months, first: incidents.at(-1)?.started_at ?? null }
}

export function sampleStatus(count: number, troubles: Readonly<Record<number, ComponentStatus>> = {}): PublicStatus {
  const components = Array.from({ length: count }, (_, index) => {
    const status = troubles[index]
    return sampleComponent(index, status ? { status, since: ago(754_000 + index * 1_000) } : {})
  })
  const recent = Array.from({ length: Math.min(count, 6) }, (_, index) => sampleIncident(index))
  return {
    ...nothingKnown,
    components,
    recent,
    latest: recent,
    history: sampleHistory(recent),
    uptime: new Map(components.map((component, index) => [component.slug, picture(sampleDays(index))])),
  }
}

function picture(days: readonly UptimeDay[]): UptimeBars {
  const sum = (part: DayPart) => days.reduce((seconds, day) => seconds + day[part], 0)
  const seen = sum('up_s') + sum('degraded_s')
  return uptimeBarsOf({ ratio: seen / (seen + sum('down_s')), days: [...days] }, 90, '2026-11-21')
}

/** API Production has been down for twelve minutes. */
export const sampleOutage: PublicIncident = sampleIncident(0, {
  id: 'i-open',
  number: 'INC-20261121-124957',
  title: 'API Production is down',
  title_i18n: say('incident.down', { name: 'API Production' }),
  status: 'identified',
  impact: 'critical',
  started_at: ago(754_000),
  resolved_at: null,
  components: ['API Production', 'Paiement'],
  component_ids: ['c0', 'c3'],
  updates: [
    {
      at: ago(200_000),
      kind: 'status',
      status: 'identified',
      message: 'A deployment broke the connection to the database.\nWe are rolling it back.',
    },
    { at: ago(500_000), kind: 'acknowledged', status: null, message: '' },
    { at: ago(754_000), kind: 'opened', status: 'investigating', message: 'HTTP 503 instead of 200' },
  ],
})

export function sampleMaintenance(more: Partial<PublicMaintenance> = {}): PublicMaintenance {
  return {
    id: 'm1',
    title: 'Mise à jour de la base',
    message: 'Lecture seule, puis redémarrage.',
    status: 'scheduled',
    starts_at: '2026-11-28T22:00:00.000Z',
    ends_at: '2026-11-29T00:00:00.000Z',
    created_at: '2026-11-20T09:00:00.000Z',
    revision: 2,
    components: ['Base de données'],
    component_ids: ['c5'],
    ...more,
  }
}
