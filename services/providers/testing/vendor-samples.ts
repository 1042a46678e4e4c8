import type { Sample } from './sample.ts'

const post = (Status: string, LastUpdatedTime = '2026-05-04T11:55:00.1234567+00:00') => ({ Status, LastUpdatedTime })

const slackIncident = (type: string, status = 'active') => ({
  ...{ id: 7, title: 'Messages are late', type, status, url: 'https://slack.test/7', services: ['Messaging'] },
  ...{ date_created: '2026-05-04T03:00:00-07:00', date_updated: '2026-05-04T04:00:00-07:00', notes: [] },
})
const slack = (status: string, active_incidents: readonly object[]) => ({
  status,
  active_incidents,
  date_updated: '2026-05-04T04:00:00-07:00',
})
const apple = (events: readonly object[]) => ({
  services: [
    { serviceName: 'Mail', events },
    { serviceName: 'Maps', events: [] },
  ],
})
const appleEvent = (eventStatus: string, usersAffected = 'Some users are affected') => ({
  ...{ messageId: '1', statusType: 'Outage', eventStatus, usersAffected, message: 'It is down.' },
  epochStartDate: Date.parse('2026-05-04T10:00:00Z'),
})
const meta = (status: string) => [{ id: 'ads', name: 'Ads', services: [{ id: 1, name: 'Delivery', status }] }]
const okta = (status: string, category = 'Service Disruption') =>
  `<!doctype html><html><body><div>${JSON.stringify([{ attributes: { type: 'Incident__c' }, Id: 'a1', Status__c: status, Category__c: category, Incident_Title__c: 'Login [EU] {1}', Impacted_Cells__c: 'okta.com:7', Okta_Sub_Service__c: 'Core', Start_Time__c: '2026-05-04T10:00:00.000+0000', Last_Updated__c: '2026-05-04T11:00:00.000+0000' }])}</div></body></html>`
const zscaler = (status: string, severityTid = '19') => ({
  data: {
    severity: [
      { tid: '19', name: 'Service Degradation' },
      { tid: '20', name: 'Service Disruption' },
      { tid: '17', name: 'Under Investigation' },
    ],
    category: [
      {
        subCategory: [
          {
            tid: '1',
            name: 'Data',
            status: true,
            issues: [{ title: 'Slow', status, severityTid, alias: '/posts/1', from: 'Mon, 04 May 2026 10:00:00 UTC' }],
          },
        ],
      },
    ],
  },
})
const concur = (status: string) => ({
  success: false,
  data: { Expense: { Service: 'Expense', 'Current Status': { incidents: [], status } } },
})
const banner = (display: boolean) => ({ success: true, data: { display, text: { en: 'We look into an issue.' } } })

export const vendorSamples: readonly Sample[] = [
  { kind: 'slack', title: 'all is well', documents: [slack('ok', [])], state: 'operational' },
  { kind: 'slack', title: 'an outage', documents: [slack('active', [slackIncident('outage')])], state: 'major_outage' },
  {
    kind: 'slack',
    title: 'only a notice',
    documents: [slack('active', [slackIncident('notice')])],
    state: 'operational',
  },
  {
    kind: 'slack',
    title: 'planned work goes on',
    documents: [slack('active', [slackIncident('maintenance')])],
    state: 'maintenance',
  },
  {
    kind: 'slack',
    title: 'all is well, in the short form',
    documents: [{ status: 'ok', date_updated: '2026-05-04T04:00:00-07:00' }],
    state: 'operational',
  },
  { kind: 'slack', title: 'something, and nobody says what', documents: [slack('active', [])], state: 'degraded' },
  {
    kind: 'slack',
    title: 'its history, one of it active',
    documents: [[slackIncident('incident'), slackIncident('outage', 'resolved')]],
    state: 'degraded',
  },
  {
    kind: 'm365',
    title: 'all is well',
    documents: [[{ ...post('Operational'), ServiceDisplayName: 'Mail' }]],
    state: 'operational',
  },
  {
    kind: 'm365',
    title: 'one service is out',
    documents: [[{ ...post('Unavailable'), ServiceDisplayName: 'Mail' }, post('Operational')]],
    state: 'major_outage',
  },
  {
    kind: 'm365',
    title: 'the portal says that one is not up',
    documents: [
      {
        IsAllUp: false,
        LastRefreshed: 'Last refreshed: 2026-05-04 11:56:00Z (UTC)',
        Services: [{ Id: 'm', Name: 'Mail', IsUp: false }],
      },
    ],
    state: 'partial_outage',
  },
  { kind: 'apple', title: 'everything is over', documents: [apple([appleEvent('resolved')])], state: 'operational' },
  {
    kind: 'apple',
    title: 'an outage, wrapped into a call',
    documents: [`jsonCallback(${JSON.stringify(apple([appleEvent('ongoing')]))});`],
    state: 'partial_outage',
  },
  {
    kind: 'apple',
    title: 'an outage for all',
    documents: [apple([appleEvent('ongoing', 'All users are affected')])],
    state: 'major_outage',
  },
  { kind: 'meta', title: 'all is well', documents: [meta('No known issues')], state: 'operational' },
  { kind: 'meta', title: 'disruptions', documents: [meta('High disruptions')], state: 'major_outage' },
  { kind: 'okta', title: 'everything is over', documents: [okta('Resolved')], state: 'operational' },
  {
    kind: 'okta',
    title: 'a disruption',
    documents: [okta('Investigating', 'Major Service Disruption')],
    state: 'major_outage',
  },
  { kind: 'zscaler', title: 'everything is over', documents: [zscaler('Resolved')], state: 'operational' },
  {
    kind: 'zscaler',
    title: 'a degradation, though its service says true',
    documents: [zscaler('In Progress')],
    state: 'degraded',
    fragile: true,
  },
  {
    kind: 'zscaler',
    title: 'a severity that its legend does not have',
    documents: [zscaler('In Progress', '99')],
    state: 'unknown',
  },
  { kind: 'concur', title: 'no alert is shown', documents: [banner(false)], state: 'operational' },
  { kind: 'concur', title: 'an alert is shown', documents: [banner(true)], state: 'degraded' },
  { kind: 'concur', title: 'a data center, all is well', documents: [concur('normal')], state: 'operational' },
  { kind: 'concur', title: 'a data center in trouble', documents: [concur('disruption')], state: 'partial_outage' },
  {
    kind: 'm365',
    title: 'a service that was restored some hours ago',
    documents: [[{ ...post('Service restored', '2026-05-04T02:00:00Z') }, post('Operational')]],
    state: 'operational',
  },
]
