import type { FlagStreams } from './flag-streams.ts'
import type { Work } from './work.ts'

/** For `/metrics`. */
export function flagMetrics(work: Work, streams: FlagStreams, fileMistakes: number): string {
  const places = work.board.places()
  const label = (project: string, environment: string) => `{project="${project}",environment="${environment}"}`
  return [
    '# HELP vigie_flags Flags that are there.',
    '# TYPE vigie_flags gauge',
    ...places.map(
      ({ environment, flags }) => `vigie_flags${label(environment.project, environment.name)} ${flags.size}`,
    ),
    '# HELP vigie_flags_revision What evaluation goes by; grows with every change.',
    '# TYPE vigie_flags_revision gauge',
    ...places.map(
      ({ environment }) =>
        `vigie_flags_revision${label(environment.project, environment.name)} ${environment.revision}`,
    ),
    '# HELP vigie_flags_file_mistakes Mistakes in flags.file as it is saved now; the flags of before stay in force.',
    '# TYPE vigie_flags_file_mistakes gauge',
    `vigie_flags_file_mistakes ${fileMistakes}`,
    '# HELP vigie_flag_evaluations_total Evaluations that were counted; ten seconds behind.',
    '# TYPE vigie_flag_evaluations_total counter',
    `vigie_flag_evaluations_total ${work.counts.total}`,
    '# HELP vigie_flag_streams Event streams that are open.',
    '# TYPE vigie_flag_streams gauge',
    `vigie_flag_streams ${streams.size}`,
    '# HELP vigie_flag_streams_dropped_total Event streams let go because they read too slowly.',
    '# TYPE vigie_flag_streams_dropped_total counter',
    `vigie_flag_streams_dropped_total ${streams.dropped}`,
  ].join('\n')
}
