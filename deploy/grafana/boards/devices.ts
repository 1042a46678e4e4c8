import type { Board } from '../board.ts'

const chosen = 'client=~"$client", object=~"$object"'

export const devices: Board = {
  uid: 'vigie-devices',
  title: 'Vigie / Devices and anomalies',
  description: 'What devices measure, which of them are silent, and what was out of the ordinary.',
  variables: [
    { name: 'client', title: 'Client', metric: 'vigie_edge_object_value', label: 'client' },
    { name: 'object', title: 'Device', metric: 'vigie_edge_object_value{client=~"$client"}', label: 'object' },
  ],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Devices',
          as: 'figure',
          queries: [{ expression: `count(vigie_edge_object_seen_timestamp_seconds{${chosen}})`, legend: 'devices' }],
        },
        {
          title: 'Silent for five minutes',
          as: 'figure',
          queries: [
            {
              expression: `count(time() - vigie_edge_object_seen_timestamp_seconds{${chosen}} > 300) or vector(0)`,
              legend: 'silent',
            },
          ],
          warns: [1, 5],
        },
        {
          title: 'Anomalies, last hour',
          as: 'figure',
          queries: [
            { expression: `sum(increase(vigie_edge_anomalies_total{client=~"$client"}[1h]))`, legend: 'anomalies' },
          ],
          warns: [1, 10],
        },
        {
          title: 'Samples per second',
          as: 'figure',
          queries: [
            {
              expression: 'sum(rate(vigie_edge_samples_total{outcome="accepted"}[$__rate_interval]))',
              legend: 'samples',
            },
          ],
          unit: 'cps',
        },
      ],
    },
    {
      title: 'Measurements',
      panels: [
        {
          title: 'Temperature',
          as: 'lines',
          queries: [{ expression: `vigie_edge_object_value{metric="temperature", ${chosen}}`, legend: '{{object}}' }],
          unit: 'celsius',
          width: 12,
        },
        {
          title: 'Humidity',
          as: 'lines',
          queries: [{ expression: `vigie_edge_object_value{metric="humidity", ${chosen}}`, legend: '{{object}}' }],
          unit: 'percent',
          width: 12,
        },
        {
          title: 'Activity',
          as: 'lines',
          queries: [
            { expression: `vigie_edge_object_value{metric="activity_level", ${chosen}}`, legend: '{{object}}' },
          ],
          width: 12,
        },
        {
          title: 'Battery',
          as: 'lines',
          queries: [{ expression: `vigie_edge_object_value{metric="battery_level", ${chosen}}`, legend: '{{object}}' }],
          unit: 'percent',
          from: 0,
          to: 100,
          width: 12,
        },
      ],
    },
    {
      title: 'Clients',
      panels: [
        {
          title: 'Average by client and metric',
          as: 'table',
          queries: [{ expression: `avg by (client, metric, unit) (vigie_edge_object_value{${chosen}})`, legend: '' }],
          width: 12,
        },
        {
          title: 'Anomalies by rule',
          as: 'lines',
          queries: [
            {
              expression: 'sum by (rule) (increase(vigie_edge_anomalies_total{client=~"$client"}[15m]))',
              legend: '{{rule}}',
            },
          ],
          from: 0,
          width: 12,
        },
      ],
    },
  ],
}
