import type { Adapter } from './reading/adapter.ts'
import { parseJson, shape } from './reading/shape.ts'
import {
  CompatibleSummary,
  ComponentsAlone,
  History,
  readHistory,
  readSummary,
  StatusAlone,
  Summary,
} from './statuspage/summary.ts'

const summaryShape = shape('a summary of Statuspage', Summary)
const compatibleShape = shape('a summary of incident.io', CompatibleSummary)
const statusShape = shape('the status of Statuspage', StatusAlone)
const componentsShape = shape('the components of Statuspage', ComponentsAlone)
const historyShape = shape('a list of incidents of Statuspage', History)

export const statuspage: Adapter = {
  kind: 'statuspage',
  summary: 'Atlassian Statuspage, and pages that answer api/v2/summary.json like it',
  url: null,
  ways: page => [[{ url: `${page}/api/v2/summary.json` }]],
  read: ([document], context) => {
    const content = parseJson(document)
    if (historyShape.fits(content)) return readHistory(content, context)
    if (compatibleShape.fits(content)) return readSummary(content, context)
    if (statusShape.fits(content) || componentsShape.fits(content)) return readSummary(content, context)
    return readSummary(summaryShape.of(content), context)
  },
}
