import { type Static, Type } from 'typebox'
import type { ProviderState } from '../../../contracts/providers.ts'
import { type Adapter, healthy, incident, type ReadContext, reading } from './reading/adapter.ts'
import { latestOf, oneLine, phases, plainText, states, timeOf } from './reading/fields.ts'
import { parseJson, shape, text } from './reading/shape.ts'

const Issue = Type.Object({
  title: Type.String(),
  status: Type.String(),
  severityTid: Type.String(),
  alias: text,
  description: text,
  from: text,
  to: text,
})
type Issue = Static<typeof Issue>
const Cloud = Type.Object({
  data: Type.Object({
    severity: Type.Array(Type.Object({ tid: Type.String(), name: Type.String() }), { minItems: 1 }),
    category: Type.Array(
      Type.Object({
        subCategory: Type.Array(
          Type.Object({
            tid: Type.String(),
            name: Type.String(),
            issues: Type.Optional(Type.Array(Issue)),
            category_status: Type.Optional(Type.Array(Issue)),
          }),
          { minItems: 1 },
        ),
      }),
      { minItems: 1 },
    ),
  }),
})
const cloudShape = shape('the status of a cloud of Zscaler', Cloud)

/** The names of its own legend; the last four it does not count either. */
const impactOf = states({
  'Service Disruption': 'major_outage',
  'Service Degradation': 'degraded',
  'Under Investigation': 'operational',
  Informational: 'operational',
  'No Service Impact': 'operational',
  'Security Advisory': 'operational',
})
const phaseOf = phases({
  Resolved: 'resolved',
  Completed: 'resolved',
  'In Progress': 'investigating',
  Monitoring: 'monitoring',
  Scheduled: 'scheduled',
})

export const zscaler: Adapter = {
  kind: 'zscaler',
  summary: 'Zscaler; its clouds are the regions: zsn zs1 zs2 zs3 zsc (ZIA), zpa zpatwo, zdx',
  url: 'https://trust.zscaler.com/api/cloud-status?cloud=zsn&requestType=core_cloud_services&dateOffset=0',
  read: ([document], context) => {
    const cloud = new URL(document.url).searchParams.get('cloud')
    return readCloud(cloudShape.of(parseJson(document)), cloud, context)
  },
}

/**
 * Each service has a `status` that is true whatever is the matter: only its issues tell. Which cloud it is stands in the
 * address alone.
 */
function readCloud({ data }: Static<typeof Cloud>, cloud: string | null, context: ReadContext) {
  const severities = new Map(data.severity.map(({ tid, name }) => [tid, name]))
  const services = data.category.flatMap(({ subCategory }) => subCategory)
  return reading({
    decided_by: 'incidents',
    regions: cloud === null ? [] : [cloud],
    components: services.map(({ tid, name }) => ({ ...healthy(oneLine(name), idOf(cloud, tid)), region: cloud })),
    incidents: services.flatMap(({ name, issues = [], category_status = [] }) =>
      withoutRepeats([...category_status, ...issues]).map(issue =>
        readIssue(issue, { cloud, name, impact: impactOf(severities.get(issue.severityTid), context), context }),
      ),
    ),
  })
}

/** What goes on is in both lists. */
function withoutRepeats(issues: readonly Issue[]): Issue[] {
  const keyOf = (issue: Issue) => `${issue.alias} ${issue.title} ${issue.status} ${issue.severityTid}`
  return [...new Map(issues.map(issue => [keyOf(issue), issue])).values()]
}

type IssueContext = {
  readonly cloud: string | null
  readonly name: string
  readonly impact: ProviderState
  readonly context: ReadContext
}

function readIssue(issue: Issue, { cloud, name, impact, context }: IssueContext) {
  const phase = phaseOf(issue.status, context)
  const started_at = timeOf(issue.from)
  const resolved_at = timeOf(issue.to)
  const dates = issue.description?.match(/\w{3}, \d\d \w{3} \d{4} [\d:]{8} UTC/g) ?? []
  return incident({
    id: idOf(cloud, issue.alias ?? issue.title),
    title: oneLine(issue.title),
    phase,
    impact,
    started_at,
    updated_at: latestOf(started_at, resolved_at, ...dates.map(timeOf)),
    resolved_at,
    url: issue.alias ? `https://trust.zscaler.com${issue.alias}` : null,
    components: [oneLine(name)],
    regions: cloud === null ? [] : [cloud],
    updates: [{ at: resolved_at ?? started_at, phase, text: plainText(issue.description) }],
  })
}

const idOf = (cloud: string | null, id: string): string => (cloud === null ? id : `${cloud}/${id}`)
