import { Type } from 'typebox'
import { defineSourceKind } from './reading/source-kind.ts'

export const push = defineSourceKind({
  kind: 'push',
  summary: 'Programs send their numbers here: JSON, columns of JSON, or the line protocol of InfluxDB',
  every_s: null,
  schema: Type.Object({}),
})
