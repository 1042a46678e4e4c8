import { Type } from 'typebox'
import { type Adapter, component, reading, unreadable } from './reading/adapter.ts'
import { oneLine, states, timeOf } from './reading/fields.ts'
import { parseJson, shape, text } from './reading/shape.ts'

const pageShape = shape(
  'a status of Sorry',
  Type.Object({ page: Type.Object({ name: Type.String(), state: Type.String(), updated_at: text }) }),
)
const componentsShape = shape(
  'the components of Sorry',
  Type.Object({
    components: Type.Array(
      Type.Object({ id: Type.Union([Type.Integer(), Type.String()]), name: Type.String(), state: Type.String() }),
    ),
  }),
)

/** "Degraded" is its strongest word, "partially degraded" the one below. */
const stateOf = states({
  operational: 'operational',
  degraded: 'partial_outage',
  'partially-degraded': 'degraded',
  under_maintenance: 'maintenance',
})

export const sorryapp: Adapter = {
  kind: 'sorryapp',
  summary: 'Status pages of Sorry™',
  url: null,
  ways: page => [[{ url: `${page}/api/v1/status.json` }, { url: `${page}/api/v1/components`, optional: true }]],
  read: (documents, context) => {
    const contents = documents.map(parseJson)
    const components = contents.find(content => componentsShape.fits(content))
    const summary = contents.find(content => content !== components)
    if (summary === undefined) throw unreadable('provider.only-components')
    const { page } = pageShape.of(summary)
    return reading({
      source_updated_at: timeOf(page.updated_at),
      stated: stateOf(page.state, context),
      components: (components?.components ?? []).map(({ id, name, state }) =>
        component({ id: String(id), name: oneLine(name), state: stateOf(state, context) }),
      ),
    })
  },
}
