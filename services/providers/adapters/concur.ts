import { type Static, Type } from 'typebox'
import { type Adapter, type Incident, reading, Unreadable } from './adapter.ts'
import { oneLine, plainText } from './plain-text.ts'
import { parseJson, shape } from './shape.ts'

const Banner = Type.Object({
  success: Type.Literal(true),
  data: Type.Object({ display: Type.Boolean(), text: Type.Object({ en: Type.String() }) }),
})
const bannerShape = shape('the banner of SAP Concur', Banner)

export const concur: Adapter = {
  kind: 'concur',
  summary: 'SAP Concur: whether its page shows an alert',
  url: 'https://open.concur.com/api/v1/banner',
  ways: url => [[{ url }]],
  read: ([document]) => {
    if (!document) throw new Unreadable('nothing was fetched')
    const { data } = bannerShape.of(parseJson(document))
    return reading({ decided_by: 'incidents', guessed: true, incidents: data.display ? [readAlert(data)] : [] })
  },
}

/** The text is always there; only while it is displayed does it mean something. */
function readAlert({ text }: Static<typeof Banner>['data']): Incident {
  return {
    ...{ id: 'banner', title: oneLine(text.en), phase: 'investigating', impact: 'degraded' },
    ...{ started_at: null, updated_at: null, resolved_at: null, url: 'https://open.concur.com' },
    ...{ components: [], regions: [], updates: [{ at: null, phase: 'investigating', text: plainText(text.en) }] },
  }
}
