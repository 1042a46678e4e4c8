import type { Sample } from './sample.ts'

const page = { id: 'p0lar1s', name: 'Polaris', url: 'https://status.polaris.test', updated_at: '2026-05-04T11:58:00Z' }
const leaf = (id: string, name: string, status: string, group_id: string | null = null) => ({
  ...{ id, name, status, group_id, group: false },
})

export const polaris = (more: object) => ({
  page,
  status: { indicator: 'none', description: 'All Systems Operational' },
  components: [
    { id: 'g1', name: 'Europe', status: 'operational', group: true, group_id: null },
    leaf('c1', 'API', 'operational', 'g1'),
    leaf('c2', 'Queue', 'operational', 'g1'),
    leaf('c3', 'Website', 'operational'),
  ],
  incidents: [],
  scheduled_maintenances: [],
  ...more,
})
export const polarisIncident = (more: object) => ({
  id: 'i1',
  name: 'Queue is slow',
  status: 'investigating',
  impact: 'minor',
  started_at: '2026-05-04T11:00:00Z',
  updated_at: '2026-05-04T11:30:00Z',
  resolved_at: null,
  shortlink: 'https://stspg.test/i1',
  components: [leaf('c2', 'Queue', 'operational')],
  incident_updates: [{ status: 'investigating', body: 'We <b>look</b> into it.', display_at: '2026-05-04T11:30:00Z' }],
  ...more,
})
const troubled = (status: string) => [
  { id: 'g1', name: 'Europe', status, group: true, group_id: null },
  leaf('c1', 'API', 'operational', 'g1'),
  leaf('c2', 'Queue', status, 'g1'),
]

const ulid = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const compatible = (more: object) => ({
  page: { id: ulid, name: 'Vega', url: 'https://status.vega.test/', updated_at: '2026-05-04T11:58:00Z' },
  status: { indicator: 'none', description: 'All Systems Operational' },
  components: [{ id: 'v1', name: 'Login', status: 'operational' }],
  ...more,
})
const widget = (more: object) => ({
  ongoing_incidents: [],
  in_progress_maintenances: [],
  scheduled_maintenances: [],
  ...more,
})
const flight = (data: object) =>
  `<!doctype html><html><body><script>self.__next_f.push([1,${JSON.stringify(`7:["$",{"summary":${JSON.stringify(data)}}]`)}])</script></body></html>`
export const incidentIoPage = (more: object) =>
  flight({
    ...{ name: 'Vega', public_url: 'https://status.vega.test/' },
    components: [
      { id: 'v1', name: 'Login' },
      { id: 'v2', name: 'Search' },
    ],
    ...{ affected_components: [], ongoing_incidents: [], scheduled_maintenances: [] },
    ...more,
  })

export const statuspageSamples: readonly Sample[] = [
  { kind: 'statuspage', title: 'all is well', documents: [polaris({})], state: 'operational' },
  {
    kind: 'statuspage',
    title: 'one leaf in trouble',
    documents: [polaris({ components: troubled('partial_outage') })],
    state: 'partial_outage',
  },
  {
    kind: 'statuspage',
    title: 'a page that says worse than its leaves',
    documents: [polaris({ status: { indicator: 'critical' } })],
    state: 'major_outage',
  },
  {
    kind: 'statuspage',
    title: 'an incident that names a component which is well',
    documents: [polaris({ incidents: [polarisIncident({})] })],
    state: 'operational',
  },
  {
    kind: 'statuspage',
    title: 'an incident that names no component',
    documents: [polaris({ incidents: [polarisIncident({ components: [] })] })],
    state: 'degraded',
  },
  {
    kind: 'statuspage',
    title: 'a maintenance that goes on',
    documents: [polaris({ components: troubled('under_maintenance') })],
    state: 'maintenance',
  },
  {
    kind: 'statuspage',
    title: 'a maintenance that is only planned',
    documents: [
      polaris({
        scheduled_maintenances: [
          polarisIncident({ status: 'scheduled', impact: 'maintenance', scheduled_for: '2026-06-01T00:00:00Z' }),
        ],
      }),
    ],
    state: 'operational',
  },
  {
    kind: 'statuspage',
    title: 'a word that nobody explained',
    documents: [polaris({ components: troubled('wobbly') })],
    state: 'unknown',
  },
  {
    kind: 'statuspage',
    title: 'incidents of the past and nothing about now',
    documents: [{ page, incidents: [polarisIncident({ status: 'resolved', resolved_at: '2026-05-04T11:30:00Z' })] }],
    state: 'unknown',
  },
  {
    kind: 'statuspage',
    title: 'a page without its incidents',
    documents: [polaris({ incidents: undefined })],
    state: 'unknown',
  },
  {
    kind: 'statuspage',
    title: 'a page of incident.io, which leaves empty lists out',
    documents: [compatible({})],
    state: 'operational',
  },
  { kind: 'incident-io', title: 'all is well', documents: [compatible({}), widget({})], state: 'operational' },
  {
    kind: 'incident-io',
    title: 'a full outage',
    documents: [compatible({ components: [{ id: 'v1', name: 'Login', status: 'full_outage' }] })],
    state: 'major_outage',
  },
  {
    kind: 'incident-io',
    title: 'an incident that goes on while the components are well',
    documents: [
      compatible({}),
      widget({
        ongoing_incidents: [
          {
            id: 'o1',
            name: 'Slow login',
            status: 'monitoring',
            current_worst_impact: 'operational',
            affected_components: [{ id: 'v1', name: 'Login', current_status: 'operational' }],
          },
        ],
      }),
    ],
    state: 'degraded',
  },
  {
    kind: 'incident-io',
    title: 'the widget alone, planned work goes on',
    documents: [
      widget({
        in_progress_maintenances: [
          { id: 'm1', name: 'New disks', status: 'maintenance_in_progress', ends_at: '2026-05-04T14:00:00Z' },
        ],
      }),
    ],
    state: 'maintenance',
  },
  {
    kind: 'statuspage',
    title: 'its status alone',
    documents: [{ page, status: { indicator: 'none' } }],
    state: 'operational',
  },
  {
    kind: 'statuspage',
    title: 'its components alone',
    documents: [{ page, components: [leaf('c1', 'API', 'partial_outage')] }],
    state: 'partial_outage',
  },
  { kind: 'incident-io', title: 'the page itself, all is well', documents: [incidentIoPage({})], state: 'operational' },
  {
    kind: 'incident-io',
    title: 'the page itself, a partial outage',
    documents: [
      incidentIoPage({
        affected_components: [{ component_id: 'v2', status: 'partial_outage', current_status: '$undefined' }],
      }),
    ],
    state: 'partial_outage',
  },
]
