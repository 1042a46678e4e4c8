import type { ListExports } from '../../../contracts/metrics/exports.ts'
import { type ExportState, type ExportStateStore, waitingOf } from '../../../kit/export/export-state.ts'
import { counter, gauge, type Metrics } from '../../../kit/metrics/metrics.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Target } from './target.ts'

const isoOrNull = (at: number | null) => (at === null ? null : iso(at))

export async function listExports(
  states: ExportStateStore,
  targets: readonly Pick<Target, 'name'>[],
): Promise<Output<typeof ListExports>> {
  const items = await Promise.all(targets.map(({ name }) => states.get(name)))
  return {
    items: items.map(present),
  }
}

/** Nobody says by remote write what it had already. */
function present(state: ExportState): Output<typeof ListExports>['items'][number] {
  const { target, duplicates: _, ...counts } = state
  return {
    ...counts,
    name: target,
    waiting: waitingOf(state),
    lost_from: isoOrNull(state.lost_from),
    lost_to: isoOrNull(state.lost_to),
    failing_since: isoOrNull(state.failing_since),
  }
}

export function declareExportMetrics(
  metrics: Metrics,
  states: ExportStateStore,
  targets: () => readonly Pick<Target, 'name'>[],
): void {
  metrics.read(
    {
      vigie_export_samples_total: counter('Samples that a target of exports took, refused, or never got.'),
      vigie_export_waiting_samples: gauge('Samples that wait for a target of exports.'),
      vigie_export_backlog_bytes: gauge('What waits in the backlog of a target of exports.'),
    },
    async () => {
      const all = await Promise.all(targets().map(({ name }) => states.get(name)))
      const outcomes = ['sent', 'refused', 'lost'] as const
      return {
        vigie_export_samples_total: all.flatMap(state =>
          outcomes.map(outcome => ({ labels: { target: state.target, outcome }, value: state[outcome] })),
        ),
        vigie_export_waiting_samples: all.map(state => ({ labels: { target: state.target }, value: waitingOf(state) })),
        vigie_export_backlog_bytes: all.map(({ target, backlog_bytes }) => ({
          labels: { target },
          value: backlog_bytes,
        })),
      }
    },
  )
}
