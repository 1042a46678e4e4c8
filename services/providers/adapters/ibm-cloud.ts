import { type Static, Type } from 'typebox'
import { type Adapter, healthy, incident, type ReadContext, reading } from './reading/adapter.ts'
import { latestOf, oneLine, plainText, states, timeOf } from './reading/fields.ts'
import { decode, parseJson, shape, text } from './reading/shape.ts'
import { rssAtom } from './rss-atom.ts'

const scalar = Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()]))
const Item = Type.Object({
  type: Type.String(),
  state: Type.String(),
  sev: scalar,
  id: text,
  name: Type.String(),
  shortDescription: text,
  longDescription: text,
  outageStart: scalar,
  outageEnd: scalar,
  updateTime: scalar,
  creationTime: text,
  regions: Type.Array(Type.String()),
  resourceIDs: Type.Array(Type.String()),
})
/** Undocumented: what https://cloud.ibm.com/status itself reads. */
const Enhanced = Type.Object({
  statusItems: Type.Array(Item),
  resources: Type.Array(
    Type.Object({
      resourceID: Type.String(),
      displayName: Type.String(),
      regions: Type.Array(Type.Object({ regionId: Type.String() })),
    }),
  ),
})
const enhancedShape = shape('the status of IBM Cloud', Enhanced)

const over = new Set(['resolved', 'completed', 'archived', 'closed'])
const news = new Set(['release_note', 'announcement', 'security_bulletin', 'maintenance', 'notification'])
const severity = states({ 1: 'major_outage', 2: 'partial_outage', 3: 'degraded', 4: 'degraded' })
const keptMs = 90 * 86_400_000

export const ibmCloud: Adapter = {
  kind: 'ibm-cloud',
  summary: 'IBM Cloud',
  url: 'https://cloud.ibm.com/status/getEnhancedStatus',
  pace_s: 300,
  read: ([document], context) => {
    // Its feed is mostly news of products; whoever names it gets what its words say.
    if (/^\s*</.test(decode(document))) return rssAtom.read([document], context)
    return readStatus(enhancedShape.of(parseJson(document)), context)
  },
}

function readStatus({ statusItems, resources }: Static<typeof Enhanced>, context: ReadContext) {
  const names = new Map(resources.map(({ resourceID, displayName }) => [resourceID, oneLine(displayName)]))
  const regions = new Set(resources.flatMap(resource => resource.regions.map(({ regionId }) => regionId)))
  for (const item of statusItems) for (const region of item.regions) if (region !== 'global') regions.add(region)
  return reading({
    decided_by: 'incidents',
    source_updated_at: latestOf(...statusItems.map(({ updateTime }) => timeOf(updateTime))),
    components: [...names].map(([id, name]) => healthy(name, id)),
    regions: [...regions],
    incidents: statusItems
      .filter(item => isIncident(item, context))
      .map(item => readIncident(item, names, context))
      .filter(one => one.phase !== 'resolved' || context.now - Date.parse(one.updated_at ?? '') < keptMs),
  })
}

/** News of the products stand in the same list. What is neither that nor an incident is shown when it has a severity. */
function isIncident({ type, sev }: Static<typeof Item>, { unknownWord }: ReadContext): boolean {
  if (type === 'incident' || news.has(type)) return type === 'incident'
  unknownWord(type)
  return Boolean(sev)
}

function readIncident(item: Static<typeof Item>, names: ReadonlyMap<string, string>, context: ReadContext) {
  const resolved = over.has(item.state.toLowerCase())
  const phase = resolved ? 'resolved' : 'investigating'
  const updated_at = latestOf(timeOf(item.updateTime), timeOf(item.creationTime))
  return incident({
    id: item.id || `${item.name} ${item.creationTime ?? ''}`,
    title: oneLine(item.shortDescription) || oneLine(item.name),
    phase,
    impact: severity(item.sev, context),
    started_at: timeOf(item.outageStart) ?? timeOf(item.creationTime),
    updated_at,
    resolved_at: resolved ? (timeOf(item.outageEnd) ?? updated_at) : null,
    url: 'https://cloud.ibm.com/status',
    components: item.resourceIDs.map(id => names.get(id) ?? id),
    regions: item.regions.filter(region => region !== 'global'),
    updates: item.longDescription ? [{ at: updated_at, phase, text: plainText(item.longDescription) }] : [],
  })
}
