import type { ReportsOfComponent } from '../../../contracts/reports.ts'
import type { PublicAnnouncement, PublicProvider } from '../status/public-notices.ts'
import { sampleNow } from './sample-status.ts'

const ago = (ms: number) => new Date(sampleNow - ms).toISOString()
const hour = 3_600_000

export const sampleAnnouncements: readonly PublicAnnouncement[] = [
  {
    id: 'a1',
    title: 'Soldes d’hiver',
    message: 'Attendez-vous à des lenteurs jeudi matin.\nNous avons ajouté des serveurs.',
    level: 'warning',
    banner: true,
    starts_at: ago(hour),
    ends_at: null,
    published_at: ago(hour),
  },
  {
    id: 'a2',
    title: 'Nouvelle adresse de l’API',
    message: 'L’ancienne fonctionne jusqu’en mars.',
    level: 'info',
    banner: true,
    starts_at: ago(2 * hour),
    ends_at: null,
    published_at: ago(2 * hour),
  },
]

export const sampleProviders: readonly PublicProvider[] = [
  {
    id: 'aws',
    name: 'Amazon Web Services',
    url: 'https://health.aws.amazon.com/health/status',
    state: 'partial_outage',
    derived: false,
    since: ago(3 * hour),
    reason: null,
    components: [
      { name: 'EC2', region: 'eu-west-3', state: 'partial_outage' },
      { name: 'S3', region: 'eu-west-3', state: 'degraded' },
    ],
    events: [
      {
        id: 'e1',
        kind: 'incident',
        title: 'Increased Error Rates',
        phase: 'identified',
        impact: 'major',
        started_at: ago(3 * hour),
        ends_at: null,
        url: 'https://health.aws.amazon.com/health/status?eventID=1',
      },
    ],
  },
  {
    id: 'hetzner',
    name: 'Hetzner',
    url: 'https://status.hetzner.com',
    state: 'maintenance',
    derived: true,
    since: ago(hour),
    reason: null,
    components: [],
    events: [
      {
        id: 'e2',
        kind: 'maintenance',
        title: 'Router FSN1',
        phase: 'in_progress',
        impact: 'none',
        started_at: ago(hour),
        ends_at: ago(-hour),
        url: null,
      },
    ],
  },
  {
    id: 'github',
    name: 'GitHub',
    url: 'https://www.githubstatus.com',
    state: 'operational',
    derived: false,
    since: ago(99 * hour),
    reason: null,
    components: [],
    events: [],
  },
]

/** Quiet for most of a day, then many more reports than usual. */
export function sampleReports(level: ReportsOfComponent['level'] = 'likely'): ReportsOfComponent {
  const bins = Array.from({ length: 96 }, (_, index) => {
    const baseline = 2 + 1.5 * Math.sin((index / 96) * 2 * Math.PI)
    const usual = Math.max(0, Math.round(baseline + ((index * 7) % 5) - 2))
    return { at: ago((95 - index) * 900_000), reports: index > 88 ? usual + (index - 88) * 6 : usual, baseline }
  })
  return {
    component: { id: 'c0', slug: 'service-0', name: 'API Production' },
    level,
    since: level === 'none' ? null : ago(hour),
    bins,
    categories: [
      { category: 'unavailable', reports: 81.5 },
      { category: 'errors', reports: 30 },
      { category: 'slow', reports: 4.25 },
    ],
    comments: [
      { at: ago(hour / 2), category: 'errors', text: 'Every second <b>request</b> answers 503.\nSince noon.' },
    ],
  }
}
