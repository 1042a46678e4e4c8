import type { Sample } from './sample.ts'

export const googleIncident = (more: object) => {
  const update = {
    when: '2026-05-04T11:00:00+00:00',
    modified: '2026-05-04T11:00:00+00:00',
    status: 'SERVICE_DISRUPTION',
    text: 'We look.',
  }
  return {
    id: 'g1',
    begin: '2026-05-04T10:00:00+00:00',
    end: null,
    modified: '2026-05-04T11:00:00+00:00',
    external_desc: 'Errors in storage',
    updates: [update],
    most_recent_update: update,
    status_impact: 'SERVICE_DISRUPTION',
    severity: 'medium',
    service_name: 'Storage',
    affected_products: [{ id: 'p1', title: 'Storage' }],
    currently_affected_locations: [{ id: 'europe-west1', title: 'Belgium' }],
    uri: 'incidents/g1',
    ...more,
  }
}
const over = {
  end: '2026-05-04T11:00:00+00:00',
  currently_affected_locations: [],
  previously_affected_locations: [{ id: 'europe-west1', title: 'Belgium' }],
}
const products = {
  products: [
    { id: 'p1', title: 'Storage' },
    { id: 'p2', title: 'Compute' },
  ],
}

const oci = (status: string) => ({
  regionHealthReports: [
    {
      regionName: 'North',
      regionCanonicalName: 'eu-north-1',
      serviceHealthReports: [{ serviceName: 'Compute', serviceStatus: status }],
    },
    {
      regionName: 'South',
      regionCanonicalName: 'eu-south-1',
      serviceHealthReports: [{ serviceName: 'Compute', serviceStatus: 'NormalPerformance' }],
    },
  ],
})
const ibm = (items: readonly object[]) => ({
  statusItems: items,
  resources: [{ resourceID: 'vpc', displayName: 'Network', regions: [{ regionId: 'eu-de' }] }],
})
const ibmItem = (more: object) => ({
  ...{ type: 'incident', state: 'in-progress', sev: '2', id: 'INC1', name: 'Network', shortDescription: 'Errors' },
  ...{ outageStart: Date.parse('2026-05-04T10:00:00Z'), updateTime: Date.parse('2026-05-04T11:00:00Z') },
  ...{ regions: ['eu-de'], resourceIDs: ['vpc'] },
  ...more,
})
const heroku = (status: string) => ({
  status: [
    { system: 'Apps', status },
    { system: 'Data', status: 'green' },
  ],
  incidents: [],
  scheduled: [],
})
const instance = (key: string, status: string, more: object = {}) => ({
  ...{ key, location: 'EMEA', environment: 'production', isActive: true, status, Services: [{ key: 'HerokuApps' }] },
  ...more,
})
const trustIncident = (instanceKeys: readonly string[], severity: string) => ({
  ...{ id: 5, updatedAt: '2026-05-04T11:00:00Z', instanceKeys, serviceKeys: ['X'] },
  IncidentImpacts: [{ severity, startTime: '2026-05-04T10:00:00Z', endTime: null }],
  IncidentEvents: [{ type: 'herokuIncident', message: 'We look.', createdAt: '2026-05-04T10:30:00Z' }],
})

export const cloudSamples: readonly Sample[] = [
  {
    kind: 'google-cloud',
    title: 'everything is over',
    documents: [[googleIncident(over)], products],
    state: 'operational',
  },
  {
    kind: 'google-cloud',
    title: 'an incident without an end',
    documents: [[googleIncident({ end: undefined })], products],
    state: 'partial_outage',
  },
  {
    kind: 'google-cloud',
    title: 'an incident in another product',
    documents: [[googleIncident({})], products],
    scope: { components: ['Compute'] },
    state: 'operational',
  },
  {
    kind: 'google-cloud',
    title: 'an incident that does no harm any more',
    documents: [[googleIncident({ most_recent_update: { when: '2026-05-04T11:30:00+00:00', status: 'AVAILABLE' } })]],
    state: 'operational',
  },
  { kind: 'google-cloud', title: 'products tell no state', documents: [products], state: 'unknown' },
  { kind: 'oracle', title: 'all is well', documents: [oci('NormalPerformance')], state: 'operational' },
  { kind: 'oracle', title: 'a region in trouble', documents: [oci('Service_Down')], state: 'major_outage' },
  {
    kind: 'oracle',
    title: 'another region in trouble',
    documents: [oci('ServiceDown')],
    scope: { regions: ['eu-south-1'] },
    state: 'operational',
  },
  { kind: 'oracle', title: 'a spelling that nobody knows', documents: [oci('Sparkly')], state: 'unknown' },
  {
    kind: 'ibm-cloud',
    title: 'news of the products',
    documents: [ibm([ibmItem({ type: 'release_note', state: '', sev: '' })])],
    state: 'operational',
  },
  { kind: 'ibm-cloud', title: 'an incident', documents: [ibm([ibmItem({})])], state: 'partial_outage' },
  {
    kind: 'ibm-cloud',
    title: 'an incident that is archived',
    documents: [ibm([ibmItem({ state: 'archived' })])],
    state: 'operational',
  },
  { kind: 'heroku', title: 'all is well', documents: [heroku('green')], state: 'operational' },
  { kind: 'heroku', title: 'blue is a maintenance', documents: [heroku('blue')], state: 'maintenance' },
  { kind: 'heroku', title: 'red', documents: [heroku('red')], state: 'major_outage' },
  {
    kind: 'heroku',
    title: 'asked of Salesforce, an incident of others',
    documents: [[instance('Heroku Europe', 'OK')], [trustIncident(['NA1'], 'major')]],
    state: 'operational',
  },
  {
    kind: 'heroku',
    title: 'asked of Salesforce, an incident of its own',
    documents: [[instance('Heroku Europe', 'OK')], [trustIncident(['Heroku Europe'], 'major')]],
    state: 'degraded',
  },
  {
    kind: 'salesforce',
    title: 'all is well',
    documents: [{ key: 'Core', Instances: [instance('EU1', 'OK')] }],
    state: 'operational',
  },
  {
    kind: 'salesforce',
    title: 'sandboxes and what is gone do not count',
    documents: [
      [
        instance('EU1', 'OK'),
        instance('CS1', 'MAJOR_INCIDENT_CORE', { environment: 'sandbox' }),
        instance('OLD', 'MAJOR_INCIDENT_CORE', { isActive: false }),
      ],
    ],
    state: 'operational',
  },
  {
    kind: 'salesforce',
    title: 'one instance in trouble',
    documents: [[instance('EU1', 'MAJOR_INCIDENT_NONCORE')]],
    state: 'partial_outage',
  },
]
