import type { Board, Panel } from '../board.ts'

const share = (title: string, metric: string): Panel => ({
  title,
  as: 'lines',
  queries: [{ expression: `${metric}{edge=~"$edge"}`, legend: '{{edge}}' }],
  unit: 'percent',
  from: 0,
  to: 100,
  warns: [80, 95],
})

/** One board for one edge and for many: `edge` is a label of the scrape configuration. */
export const edges: Board = {
  uid: 'vigie-edges',
  title: 'Vigie / Edges',
  description: 'How busy the machines on site are, and what waits to be forwarded.',
  variables: [{ name: 'edge', title: 'Edge', metric: 'edge_cpu_usage', label: 'edge' }],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Edges that answer',
          as: 'figure',
          queries: [{ expression: 'sum(up{edge=~"$edge"})', legend: 'up' }],
        },
        {
          title: 'Busiest processor',
          as: 'figure',
          queries: [{ expression: 'max(edge_cpu_usage{edge=~"$edge"})', legend: 'processor' }],
          unit: 'percent',
          warns: [80, 95],
        },
        {
          title: 'Fullest memory',
          as: 'figure',
          queries: [{ expression: 'max(edge_memory_usage{edge=~"$edge"})', legend: 'memory' }],
          unit: 'percent',
          warns: [80, 95],
        },
        {
          title: 'Fullest disk',
          as: 'figure',
          queries: [{ expression: 'max(edge_disk_usage{edge=~"$edge"})', legend: 'disk' }],
          unit: 'percent',
          warns: [80, 95],
        },
      ],
    },
    {
      title: 'Machines',
      panels: [
        share('Processor', 'edge_cpu_usage'),
        share('Memory', 'edge_memory_usage'),
        share('Disk', 'edge_disk_usage'),
      ],
    },
    {
      title: 'Vigie on the edge',
      panels: [
        {
          title: 'Processor of the program',
          as: 'lines',
          queries: [
            { expression: 'rate(process_cpu_seconds_total{edge=~"$edge"}[$__rate_interval])', legend: '{{edge}}' },
          ],
          unit: 'percentunit',
          from: 0,
        },
        {
          title: 'Memory of the program',
          as: 'lines',
          queries: [{ expression: 'process_resident_memory_bytes{edge=~"$edge"}', legend: '{{edge}}' }],
          unit: 'bytes',
          from: 0,
        },
        {
          title: 'Event loop, 99th percentile',
          as: 'lines',
          queries: [{ expression: 'nodejs_eventloop_lag_p99_seconds{edge=~"$edge"}', legend: '{{edge}}' }],
          unit: 's',
          from: 0,
        },
      ],
    },
  ],
}
