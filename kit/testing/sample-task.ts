import { plainText } from '../messages/message.ts'
import { invalid } from '../service/errors.ts'
import { problemAt } from '../service/refusals.ts'
import { serveTask } from '../worker-pool/serve-task.ts'

export type SampleOrder =
  | { readonly do: 'add'; readonly numbers: readonly number[] }
  | { readonly do: 'length'; readonly bytes: Uint8Array }
  | { readonly do: 'refuse' | 'fail' | 'spin' | 'hoard' | 'exit' }

/** What a thread can do, well or not. */
serveTask((order: SampleOrder): number => {
  switch (order.do) {
    case 'add':
      return order.numbers.reduce((sum, one) => sum + one, 0)
    case 'length':
      return order.bytes.length
    case 'refuse':
      throw invalid('sample.refused', 'not this', { fields: [problemAt('body.x', plainText('is wrong'))] })
    case 'fail':
      throw new Error('a bug')
    case 'exit':
      return process.exit(7)
    case 'hoard': {
      const all: string[][] = []
      for (;;) all.push(Array.from({ length: 10_000 }, (_, at) => `${at}-${all.length}`))
    }
    default:
      for (;;);
  }
})
