import type { Board } from '../board.ts'

export const checksAndIncidents: Board = {
  uid: 'vigie-checks',
  title: 'Vigie / Checks and incidents',
  description: 'What is watched, what is wrong, and who was told.',
  variables: [{ name: 'component', title: 'Component', metric: 'vigie_check_up', label: 'component' }],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Open incidents',
          as: 'figure',
          queries: [{ expression: 'sum(vigie_incidents_open)', legend: 'open' }],
          warns: [1, 3],
        },
        {
          title: 'Checks that are down',
          as: 'figure',
          queries: [{ expression: 'count(vigie_check_up) - sum(vigie_check_up)', legend: 'down' }],
          warns: [1, 5],
        },
        {
          title: 'Checks',
          as: 'figure',
          queries: [{ expression: 'sum(vigie_checks)', legend: 'checks' }],
        },
        {
          title: 'Messages waiting',
          as: 'figure',
          queries: [{ expression: 'sum(vigie_deliveries_queued)', legend: 'queued' }],
          warns: [50, 500],
        },
      ],
    },
    {
      title: 'Checks',
      panels: [
        {
          title: 'Up and down',
          as: 'states',
          queries: [{ expression: 'vigie_check_up{component=~"$component"}', legend: '{{check}}' }],
          meanings: { 0: ['Down', 'red'], 1: ['Up', 'green'] },
          width: 24,
        },
        {
          title: 'Response time',
          as: 'lines',
          queries: [{ expression: 'vigie_check_response_seconds{component=~"$component"}', legend: '{{check}}' }],
          unit: 's',
          from: 0,
          width: 12,
        },
        {
          title: 'Share of results that failed',
          as: 'lines',
          queries: [
            {
              expression:
                'rate(vigie_check_failures_total{component=~"$component"}[$__rate_interval]) / rate(vigie_check_looks_total{component=~"$component"}[$__rate_interval])',
              legend: '{{check}}',
            },
          ],
          unit: 'percentunit',
          from: 0,
          to: 1,
          width: 12,
        },
        {
          title: 'Incidents by impact',
          as: 'lines',
          queries: [{ expression: 'sum by (impact) (vigie_incidents_open)', legend: '{{impact}}' }],
          from: 0,
          width: 12,
        },
        {
          title: 'Components',
          as: 'table',
          queries: [{ expression: 'vigie_component_status', legend: '' }],
          width: 12,
        },
      ],
    },
    {
      title: 'Vigie itself',
      panels: [
        {
          title: 'Processor',
          as: 'lines',
          queries: [{ expression: 'rate(process_cpu_seconds_total[$__rate_interval])', legend: '{{instance}}' }],
          unit: 'percentunit',
          from: 0,
        },
        {
          title: 'Memory',
          as: 'lines',
          queries: [{ expression: 'process_resident_memory_bytes', legend: '{{instance}}' }],
          unit: 'bytes',
          from: 0,
        },
        {
          title: 'Event loop, 99th percentile',
          as: 'lines',
          queries: [{ expression: 'nodejs_eventloop_lag_p99_seconds', legend: '{{instance}}' }],
          unit: 's',
          from: 0,
        },
        {
          title: 'Free disk space',
          as: 'lines',
          queries: [{ expression: 'vigie_disk_free_bytes / vigie_disk_size_bytes', legend: '{{instance}}' }],
          unit: 'percentunit',
          from: 0,
          to: 1,
        },
      ],
    },
  ],
}
