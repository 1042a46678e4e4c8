import type { Sample } from './sample.ts'

const arn = (region: string, id: string) => `arn:aws:health:${region}::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/${id}`
const epoch = (text: string) => String(Date.parse(text) / 1000)
export const awsEvent = (more: object) => ({
  date: epoch('2026-05-04T10:00:00Z'),
  arn: arn('eu-west-9', 'x1'),
  service: 'ec2-eu-west-1',
  service_name: 'Amazon Elastic Compute Cloud',
  region_name: 'Ireland',
  summary: 'Increased error rates',
  status: '3',
  event_log: [{ timestamp: Date.parse('2026-05-04T11:00:00Z') / 1000, message: 'We look.', summary: 'x', status: 1 }],
  ...more,
})
const ireland = awsEvent({ arn: arn('eu-west-1', 'x1') })

const azureRss = (items: string, built = 'Mon, 04 May 2026 11:59:00 Z') =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Azure Status</title><lastBuildDate>${built}</lastBuildDate>${items}</channel></rss>`
const azureItem = (title: string) =>
  `<item><guid>${title}</guid><category>Storage</category><category>West US</category><title>${title}</title><pubDate>Mon, 04 May 2026 11:00:00 Z</pubDate><description>Words.</description></item>`
const post = (Status: string, LastUpdatedTime = '2026-05-04T11:55:00.1234567+00:00') => ({ Status, LastUpdatedTime })

export const awsSamples: readonly Sample[] = [
  { kind: 'aws', title: 'an empty list is healthy', documents: [[]], state: 'operational' },
  {
    kind: 'aws',
    title: 'what is over as its last entry says',
    documents: [[{ ...ireland, status: '0', event_log: [{ timestamp: 1_777_890_000, message: 'Over.', status: 0 }] }]],
    state: 'operational',
  },
  { kind: 'aws', title: 'a degradation', documents: [[{ ...ireland, status: '2' }]], state: 'degraded' },
  { kind: 'aws', title: 'a disruption', documents: [[ireland]], state: 'major_outage', fragile: true },
  {
    kind: 'aws',
    title: 'a disruption elsewhere',
    documents: [[ireland]],
    scope: { regions: ['eu-west-3'] },
    state: 'operational',
  },
  {
    kind: 'aws',
    title: 'a region that does not exist',
    documents: [[ireland]],
    scope: { regions: ['eu-wset-3'] },
    state: 'unknown',
  },
  {
    kind: 'aws',
    title: 'a disruption of another service',
    documents: [[ireland]],
    scope: { regions: ['eu-*'], components: ['s3'] },
    state: 'operational',
  },
  {
    kind: 'aws',
    title: 'several services, each with a number of its own',
    documents: [
      [
        awsEvent({
          arn: arn('eu-west-1', 'm'),
          service: 'multipleservices-eu-west-1',
          impacted_services: {
            's3-eu-west-1': { service_name: 'Amazon Simple Storage Service', current: '2' },
            'ec2-eu-west-1': { service_name: 'Amazon Elastic Compute Cloud', current: '3' },
          },
        }),
      ],
    ],
    scope: { components: ['s3'] },
    state: 'degraded',
    fragile: true,
  },
  {
    kind: 'aws',
    title: 'a global service has no region and is everywhere',
    documents: [
      [
        awsEvent({
          arn: 'arn:aws:health:::event/IAM/x/y',
          service: 'iam',
          service_name: 'AWS Identity and Access Management',
        }),
      ],
    ],
    scope: { regions: ['eu-west-3'] },
    state: 'major_outage',
    fragile: true,
  },
  {
    kind: 'aws',
    title: 'resolved, and still listed',
    documents: [[awsEvent({ status: '0', summary: '[RESOLVED] Errors', end_time: epoch('2026-05-04T11:30:00Z') })]],
    state: 'operational',
  },
  {
    kind: 'aws',
    title: 'over by its number, and nothing else says so',
    documents: [[awsEvent({ status: '0' })]],
    state: 'unknown',
  },
  {
    kind: 'aws',
    title: 'open and silent for months',
    documents: [[ireland]],
    now: '2026-08-01T00:00:00Z',
    state: 'degraded',
    fragile: true,
  },
  { kind: 'azure', title: 'an empty feed that was written just now', documents: [azureRss('')], state: 'operational' },
  {
    kind: 'azure',
    title: 'an empty feed that nobody writes any more',
    documents: [azureRss('', 'Sun, 03 May 2026 11:59:00 Z')],
    state: 'unknown',
  },
  {
    kind: 'azure',
    title: 'an incident',
    documents: [azureRss(azureItem('Errors in storage')), post('Available')],
    state: 'partial_outage',
  },
  {
    kind: 'azure',
    title: 'an incident elsewhere',
    documents: [azureRss(azureItem('Errors in storage'))],
    scope: { regions: ['North Europe'] },
    state: 'operational',
  },
  {
    kind: 'azure',
    title: 'an incident that is mitigated',
    documents: [azureRss(azureItem('Mitigated: errors in storage'))],
    state: 'operational',
  },
  {
    kind: 'azure',
    title: 'a statement older than half an hour',
    documents: [post('Available', '2026-05-04T11:00:00Z')],
    state: 'unknown',
  },
  {
    kind: 'azure',
    title: 'an interruption in the statement alone',
    documents: [azureRss(''), post('Interruption')],
    state: 'partial_outage',
  },
  {
    kind: 'azure',
    title: 'Azure DevOps in one place',
    documents: [
      {
        status: { health: 'degraded' },
        services: [{ id: 'Boards', geographies: [{ id: 'EU', name: 'Europe', health: 'unhealthy' }] }],
      },
    ],
    state: 'major_outage',
  },
]
