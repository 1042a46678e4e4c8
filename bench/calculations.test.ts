import { describe } from 'node:test'
import { benches } from './benches.ts'
import { calculations, shortForm } from './short-form.ts'

describe('the short form of', () => {
  for (const bench of benches) if (calculations.has(bench.name)) shortForm(bench)
})
