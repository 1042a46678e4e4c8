import { describe } from 'node:test'
import { benches } from './benches.ts'
import { calculations, figuresOnly, shortForm } from './short-form.ts'

// They mostly wait, so some run at a time.
describe('the short form of', { concurrency: 3 }, () => {
  for (const bench of benches) {
    if (!figuresOnly.has(bench.name) && !calculations.has(bench.name)) shortForm(bench)
  }
})
