import { Type } from 'typebox'
import { type Adapter, component, reading } from './reading/adapter.ts'
import { oneLine, states } from './reading/fields.ts'
import { parseJson, shape } from './reading/shape.ts'

const id = Type.Union([Type.String(), Type.Integer()])
const orgsShape = shape(
  'the products of Meta',
  Type.Array(
    Type.Object({
      id,
      name: Type.String(),
      services: Type.Array(Type.Object({ id, name: Type.String(), status: Type.String() }), { minItems: 1 }),
    }),
    { minItems: 1 },
  ),
)

const stateOf = states({
  'No known issues': 'operational',
  'Low disruptions': 'degraded',
  'Medium disruptions': 'partial_outage',
  'High disruptions': 'major_outage',
  'Major disruptions': 'major_outage',
})

export const meta: Adapter = {
  kind: 'meta',
  summary: 'Meta: business products of Facebook, Instagram and WhatsApp',
  url: 'https://metastatus.com/data/orgs.json',
  read: ([document], context) => {
    return reading({
      components: orgsShape.of(parseJson(document)).flatMap(org =>
        org.services.map(({ id, name, status }) =>
          component({
            id: `${org.id}/${id}`,
            name: oneLine(name),
            group: oneLine(org.name),
            state: stateOf(status, context),
          }),
        ),
      ),
    })
  },
}
