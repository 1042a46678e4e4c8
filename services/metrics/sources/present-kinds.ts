import { plainSchema } from '../../../kit/config/schema/json-schema.ts'
import { sourceKinds } from '../adapters/index.ts'
import { definitionSchemas } from './source.ts'

export const presentKinds = () => ({
  items: sourceKinds.map(({ kind, summary }) => {
    const schema = definitionSchemas.get(kind)
    return { kind, summary, schema: schema ? plainSchema(schema) : {} }
  }),
})
