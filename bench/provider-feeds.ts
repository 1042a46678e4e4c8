// Invented feeds of the sizes that vendors really send: most have tens of kilobytes, a few have megabytes.

const states = [
  'operational',
  'operational',
  'operational',
  'operational',
  'operational',
  'degraded_performance',
] as const
const at = () => new Date(Date.now() - 60_000).toISOString()
const long = (words: number) => 'We continue to look into what happened and will tell more soon. '.repeat(words)

export type Feed = { readonly id: string; readonly kind: string; readonly path: string; readonly body: string }

/** Sixty providers: statuspages of all sizes, and one of each large vendor. */
export function sixtyFeeds(): Feed[] {
  const pages = Array.from({ length: 48 }, (_, index) => {
    const count = index === 0 ? 470 : index < 8 ? 190 : 15 + index
    return page(`page-${index}`, count)
  })
  return [...pages, ...large(), ...small()]
}

function page(id: string, count: number): Feed {
  const components = Array.from({ length: count }, (_, index) => ({
    id: `${id}-${index}`,
    name: `Part ${index}`,
    status: states[index % states.length],
    group: false,
    group_id: null,
    description: 'What it does, in a few words.',
    ...{ created_at: at(), updated_at: at(), position: index, showcase: true, only_show_if_degraded: false },
  }))
  const incidents = Array.from({ length: 1 + (count % 4) }, (_, index) => ({
    ...{ id: `i${index}`, name: `Incident ${index}`, status: 'investigating', impact: 'minor', started_at: at() },
    ...{ created_at: at(), updated_at: at(), resolved_at: null, shortlink: 'https://stspg.test/x' },
    components: components.slice(0, 3),
    incident_updates: Array.from({ length: 5 }, () => ({ status: 'investigating', body: long(8), display_at: at() })),
  }))
  const scheduled_maintenances = incidents.flatMap(one => [
    { ...one, id: `m${one.id}`, status: 'scheduled', scheduled_for: at(), scheduled_until: at() },
  ])
  const content = {
    page: { id, name: id, url: 'https://x.test', updated_at: at() },
    status: { indicator: 'minor', description: 'Partially Degraded Service' },
    ...{ components, incidents, scheduled_maintenances },
  }
  return { id, kind: 'statuspage', path: `/${id}/api/v2/summary.json`, body: JSON.stringify(content) }
}

function large(): Feed[] {
  const regions = Array.from({ length: 90 }, (_, region) => ({
    ...{ regionId: `r${region}`, regionName: `Region ${region}`, regionCanonicalName: `eu-place-${region}` },
    serviceHealthReports: Array.from({ length: 97 }, (_, service) => ({
      ...{
        serviceId: `ocid1.service.${service}`,
        serviceName: `Service ${service}`,
        serviceCategoryName: 'Cloud Services',
      },
      ...{ serviceCanonicalName: `service-${service}`, serviceStatus: 'NormalPerformance', incidents: [] },
    })),
  }))
  const items = Array.from({ length: 700 }, (_, index) => ({
    ...{ type: 'release_note', state: '', sev: '', id: '', name: 'Network', shortDescription: `Note ${index}` },
    ...{ longDescription: long(40), outageStart: '', outageEnd: '', updateTime: Date.now(), creationTime: at() },
    ...{ regions: ['eu-de', 'us-south'], resourceIDs: ['vpc'] },
  }))
  const resources = [{ resourceID: 'vpc', displayName: 'Network', regions: [{ regionId: 'eu-de', status: '' }] }]
  const update = { when: at(), modified: at(), status: 'AVAILABLE', text: long(12) }
  const google = Array.from({ length: 160 }, (_, index) => ({
    ...{
      id: `g${index}`,
      begin: at(),
      end: at(),
      modified: at(),
      external_desc: `Errors ${index}`,
      severity: 'medium',
    },
    ...{
      updates: [update, update, update, update, update, update, update, update, update],
      most_recent_update: update,
    },
    ...{
      status_impact: 'SERVICE_DISRUPTION',
      service_name: 'Storage',
      affected_products: [{ id: 'p', title: 'Storage' }],
    },
    ...{ currently_affected_locations: [], previously_affected_locations: [{ id: 'europe-west1', title: 'Belgium' }] },
  }))
  return [
    {
      id: 'oracle',
      kind: 'oracle',
      path: '/oracle/api/v2/components_v2.json',
      body: json({ regionHealthReports: regions }),
    },
    { id: 'ibm-cloud', kind: 'ibm-cloud', path: '/ibm-cloud', body: json({ statusItems: items, resources }) },
    { id: 'gcp', kind: 'google-cloud', path: '/gcp/incidents.json', body: json(google) },
  ]
}

function small(): Feed[] {
  const names = Array.from({ length: 9 }, (_, index) => `instatus-${index}`)
  return names.map(id => ({
    ...{ id, kind: 'instatus', path: `/${id}/summary.json` },
    body: json({
      page: { name: id, url: 'https://x.test', status: 'UP' },
      components: [{ id: 'a', name: 'API', status: 'OPERATIONAL', isParent: false }],
    }),
  }))
}

const json = (content: unknown): string => JSON.stringify(content)
