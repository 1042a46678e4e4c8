import { counter, gauge, type Metrics } from '../../../kit/metrics/metrics.ts'
import type { Made } from '../deps.ts'
import { listLinks } from './list-links.ts'

/** offered = stored + duplicates + refused + lost + waiting, of each link. */
export function declareLinkMetrics(metrics: Metrics, deps: Pick<Made, 'cloud' | 'links' | 'clock'>): void {
  metrics.read(
    {
      vigie_edge_link_samples_total: counter('Values that are passed on, by what became of them'),
      vigie_edge_link_waiting_samples: gauge('Values that have not arrived yet'),
      vigie_edge_link_backlog_bytes: gauge('What could not be sent at once, and waits'),
      vigie_edge_link_lag_seconds: gauge('How long the oldest value has waited'),
      vigie_edge_link_up: gauge('1 where values arrive'),
      vigie_edge_link_last_contact_timestamp_seconds: gauge('When something arrived last'),
      vigie_edge_link_certificate_expiry_timestamp_seconds: gauge('Until when the certificate of the edge is good'),
    },
    async () => {
      const all = (await listLinks(deps)).items.map(link => ({
        link,
        labels: { direction: link.direction, edge: link.edge ?? '' },
      }))
      const outcomes = ['stored', 'duplicates', 'refused', 'lost'] as const
      const of = (read: (link: (typeof all)[number]['link']) => number | string | null) =>
        all.flatMap(({ link, labels }) => {
          const value = read(link)
          return value === null
            ? []
            : [{ labels, value: typeof value === 'string' ? Date.parse(value) / 1_000 : value }]
        })
      return {
        vigie_edge_link_samples_total: all.flatMap(({ link, labels }) =>
          outcomes.map(outcome => ({ labels: { ...labels, outcome }, value: link[outcome] })),
        ),
        vigie_edge_link_waiting_samples: of(link => link.waiting),
        vigie_edge_link_backlog_bytes: of(link => link.backlog_bytes),
        vigie_edge_link_lag_seconds: of(link => link.lag_s),
        vigie_edge_link_up: of(link => (link.state === 'connected' ? 1 : 0)),
        vigie_edge_link_last_contact_timestamp_seconds: of(link => link.last_contact_at),
        vigie_edge_link_certificate_expiry_timestamp_seconds: of(link => link.certificate_expires_at),
      }
    },
  )
}
