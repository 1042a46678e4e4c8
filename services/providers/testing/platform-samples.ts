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
const betterStackPage = (state: string, resources: readonly string[], reports: readonly object[] = []) => ({
  data: { id: '7', type: 'status_page', attributes: { aggregate_state: state, updated_at: '2026-05-04T11:58:00Z' } },
  included: [
    ...resources.map((status, index) => ({
      id: String(index),
      type: 'status_page_resource',
      attributes: { public_name: `Part ${index}`, status },
    })),
    ...reports.map((attributes, index) => ({ id: `r${index}`, type: 'status_report', attributes })),
  ],
})

const statusIo = (code: number, word: string) => ({
  result: {
    status_overall: { updated: '2026-05-04T11:58:00Z', status: word, status_code: code },
    status: [{ id: 's1', name: 'Builds', status: word, status_code: code, containers: [] }],
    incidents: [],
    maintenance: { active: [], upcoming: [] },
  },
})

const rss = (items: string) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Altair</title><link>https://altair.test</link>${items}</channel></rss>`
const item = (title: string, words: string, at = 'Mon, 04 May 2026 11:00:00 GMT') =>
  `<item><title>${title}</title><guid>${title}</guid><pubDate>${at}</pubDate><description><![CDATA[${words}]]></description></item>`
const atom = (entry: string) =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>Deneb</title><updated>2026-05-04T11:00:00Z</updated>${entry}</feed>`
export const platformSamples: readonly Sample[] = [
  {
    kind: 'instatus',
    title: 'all is well',
    documents: [
      { page: { name: 'Rigel', url: 'https://rigel.test', status: 'UP' } },
      { components: [{ id: 'a', name: { default: 'API' }, status: 'OPERATIONAL', isParent: false }] },
    ],
    state: 'operational',
  },
  {
    kind: 'instatus',
    title: 'a component in trouble',
    documents: [
      {
        page: { name: 'Rigel', url: 'https://rigel.test', status: 'HASISSUES' },
        components: [{ id: 'a', name: 'API', status: 'MINOROUTAGE', isParent: false }],
      },
    ],
    state: 'partial_outage',
  },
  {
    kind: 'instatus',
    title: 'an incident, no components told',
    documents: [
      {
        page: { name: 'Rigel', url: 'https://rigel.test', status: 'HASISSUES' },
        activeIncidents: [
          {
            name: 'API down',
            started: 'Mon May 04 2026 11:00:00 GMT+0000 (Coordinated Universal Time)',
            status: 'INVESTIGATING',
            impact: 'MAJOROUTAGE',
            url: 'https://rigel.test/i',
          },
        ],
      },
    ],
    state: 'major_outage',
  },
  {
    kind: 'instatus',
    title: 'the word that really came and that no document has',
    documents: [
      {
        page: { name: 'Rigel', url: 'https://rigel.test', status: 'ONEMAJOROUTAGE' },
        components: [{ id: 'a', name: 'API', status: 'OPERATIONAL' }],
      },
    ],
    state: 'degraded',
  },
  {
    kind: 'better-stack',
    title: 'all is well, and one part is not watched',
    documents: [betterStackPage('operational', ['operational', 'not_monitored'])],
    state: 'operational',
  },
  {
    kind: 'better-stack',
    title: 'the part that is not watched is the one that matters',
    documents: [betterStackPage('operational', ['operational', 'not_monitored'])],
    scope: { components: ['Part 1'] },
    state: 'unknown',
  },
  {
    kind: 'better-stack',
    title: 'downtime',
    documents: [betterStackPage('downtime', ['downtime', 'operational'])],
    state: 'major_outage',
  },
  {
    kind: 'better-stack',
    title: 'a report that is resolved and has no end',
    documents: [
      betterStackPage(
        'operational',
        ['operational'],
        [
          {
            title: 'Slow',
            report_type: 'manual',
            aggregate_state: 'resolved',
            starts_at: '2026-05-04T09:00:00Z',
            ends_at: null,
          },
        ],
      ),
    ],
    state: 'operational',
  },
  {
    kind: 'better-stack',
    title: 'an old page that says "operational" seven times and is down',
    documents: [
      `<!doctype html><html><body>${'operational '.repeat(7)}<img class="status-page__overview-icon status-page__overview-icon--downtime" /></body></html>`,
    ],
    state: 'major_outage',
  },
  {
    kind: 'better-stack',
    title: 'a page that says "operational" and has no state',
    documents: ['<!doctype html><html><body>Everything is operational, honest.</body></html>'],
    state: 'unknown',
  },
  { kind: 'status-io', title: 'all is well', documents: [statusIo(100, 'Operational')], state: 'operational' },
  {
    kind: 'status-io',
    title: 'a planned maintenance is no degradation',
    documents: [statusIo(200, 'Planned Maintenance')],
    state: 'maintenance',
  },
  { kind: 'status-io', title: 'a security event', documents: [statusIo(600, 'Security Event')], state: 'major_outage' },
  {
    kind: 'status-io',
    title: 'a number that contradicts its word',
    documents: [statusIo(100, 'Service Disruption')],
    state: 'unknown',
  },
  {
    kind: 'status-io',
    title: 'a page id that does not exist, answered with 200',
    documents: [{ error: 'status page not found' }],
    state: 'unknown',
  },
  {
    kind: 'sorryapp',
    title: 'all is well',
    documents: [{ page: { name: 'Mira', state: 'operational' } }],
    state: 'operational',
  },
  {
    kind: 'sorryapp',
    title: 'degraded is its strongest word',
    documents: [{ page: { name: 'Mira', state: 'degraded' } }],
    state: 'partial_outage',
  },
  {
    kind: 'sorryapp',
    title: 'a component in trouble',
    documents: [
      { page: { name: 'Mira', state: 'operational' } },
      { components: [{ id: 1, name: 'Mail', state: 'partially-degraded' }] },
    ],
    state: 'degraded',
  },
  {
    kind: 'rss-atom',
    title: 'everything is over',
    documents: [rss(item('API errors', '<p><strong>Resolved</strong> - It is fixed.</p>'))],
    state: 'operational',
  },
  {
    kind: 'rss-atom',
    title: 'something goes on',
    documents: [rss(item('API errors', '<p><strong>Investigating</strong> - We look.</p>'))],
    state: 'degraded',
  },
  {
    kind: 'rss-atom',
    title: 'something unavailable goes on',
    documents: [rss(item('[API] errors', '<h3>Status: INVESTIGATING</h3><p>Severity: unavailable</p>'))],
    state: 'major_outage',
  },
  {
    kind: 'rss-atom',
    title: 'old news without a phase',
    documents: [rss(item('Network trouble', 'There is trouble.', 'Mon, 06 Apr 2026 11:00:00 GMT'))],
    state: 'operational',
  },
  {
    kind: 'rss-atom',
    title: 'a planned maintenance',
    documents: [
      atom(
        '<entry><id>m</id><title>Scheduled maintenance of the network</title><updated>2026-05-04T10:00:00Z</updated><content type="html">Soon.</content></entry>',
      ),
    ],
    state: 'operational',
  },
  {
    kind: 'rss-atom',
    title: 'everything is over, and nobody wrote for a year',
    documents: [rss(item('Resolved: API errors', 'Fixed.', 'Sun, 04 May 2025 11:00:00 GMT'))],
    state: 'unknown',
  },
  { kind: 'rss-atom', title: 'an empty feed proves nothing', documents: [rss('')], state: 'unknown' },
  { kind: 'rss-atom', title: 'an empty feed that is written anew', documents: [atom('')], state: 'operational' },
  {
    kind: 'ibm-cloud',
    title: 'its feed, something goes on',
    documents: [rss(item('Trouble with VPC', '<p><strong>Investigating</strong> - We look.</p>'))],
    state: 'degraded',
  },
]
