import { type Static, Type } from 'typebox'
import { type Adapter, reading } from './reading/adapter.ts'
import { parseJson, shape } from './reading/shape.ts'
import { instanceComponents, TrustInstance } from './salesforce/trust.ts'

const Instances = Type.Array(TrustInstance, { minItems: 1 })
const Product = Type.Object({ key: Type.String(), Instances })
const productShape = shape('a product of Salesforce', Type.Union([Product, Instances]))

export const salesforce: Adapter = {
  kind: 'salesforce',
  summary: 'Salesforce Trust; another product at https://api.status.salesforce.com/v1/products/<name>',
  url: 'https://api.status.salesforce.com/v1/products/Salesforce_Services',
  read: ([document], context) => {
    const content: Static<typeof Product> | readonly TrustInstance[] = productShape.of(parseJson(document))
    const components = instanceComponents('Instances' in content ? content.Instances : content, context)
    const regions = [...new Set(components.flatMap(({ region }) => region ?? []))]
    return reading({ components, regions })
  },
}
