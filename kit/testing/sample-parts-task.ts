import { invalid } from '../service/errors.ts'
import { serveParts } from '../worker-pool/serve-task.ts'

serveParts(function* (count: number): Generator<number> {
  if (count < 0) throw invalid('sample.refused', 'not so many')
  for (let at = 0; at < count; at++) yield at
})
