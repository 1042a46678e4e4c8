import { type Static, Type } from 'typebox'
import { type Adapter, incident, type ReadContext, reading, unreadable } from './reading/adapter.ts'
import { valueAt, wholePage } from './reading/embedded-json.ts'
import { latestOf, oneLine, phases, plainText, states, timeOf } from './reading/fields.ts'
import { decode, shape, text } from './reading/shape.ts'

const OktaIncident = Type.Object({
  Id: Type.String(),
  Status__c: Type.String(),
  Category__c: Type.String(),
  Incident_Title__c: Type.String(),
  Log__c: text,
  Start_Time__c: text,
  CreatedDate: text,
  Last_Updated__c: text,
  LastModifiedDate: text,
  Impacted_Cells__c: text,
  Okta_Sub_Service__c: text,
})
const incidentsShape = shape('the incidents of Okta', Type.Array(OktaIncident, { minItems: 1 }))

const phaseOf = phases({
  Resolved: 'resolved',
  Closed: 'resolved',
  Open: 'investigating',
  New: 'investigating',
  Investigating: 'investigating',
  Identified: 'identified',
  Monitoring: 'monitoring',
})
const impactOf = states({
  'Major Service Disruption': 'major_outage',
  'Service Disruption': 'partial_outage',
  'Minor Service Disruption': 'degraded',
  'Service Degradation': 'degraded',
  'Feature Disruption': 'degraded',
  Informational: 'operational',
})
const marker = '[{"attributes":{"type":"Incident__c"'

export const okta: Adapter = {
  kind: 'okta',
  summary: 'Okta; its cells are the regions, as in okta.com:7',
  url: 'https://status.okta.com',
  read: ([document], context) => {
    const html = wholePage(decode(document))
    const at = html.indexOf(marker)
    if (at < 0) throw unreadable('provider.no-data')
    const incidents = incidentsShape.of(valueAt(html, at)).map(one => readIncident(one, context))
    return reading({
      decided_by: 'incidents',
      source_updated_at: latestOf(...incidents.map(({ updated_at }) => updated_at)),
      incidents,
    })
  },
}

function readIncident(one: Static<typeof OktaIncident>, context: ReadContext) {
  const phase = phaseOf(one.Status__c, context)
  const updated_at = latestOf(timeOf(one.Last_Updated__c), timeOf(one.LastModifiedDate))
  const service = oneLine(one.Okta_Sub_Service__c)
  return incident({
    id: one.Id,
    title: oneLine(one.Incident_Title__c),
    phase,
    impact: impactOf(one.Category__c, context),
    started_at: timeOf(one.Start_Time__c) ?? timeOf(one.CreatedDate),
    updated_at,
    resolved_at: phase === 'resolved' ? updated_at : null,
    url: 'https://status.okta.com',
    components: service ? [service] : [],
    regions: (one.Impacted_Cells__c ?? '')
      .split(';')
      .map(cell => cell.trim())
      .filter(Boolean),
    updates: [{ at: updated_at, phase, text: plainText(one.Log__c) }],
  })
}
