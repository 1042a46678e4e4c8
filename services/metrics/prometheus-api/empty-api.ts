import { systemClock } from '../../../kit/runtime/clock.ts'
import type { Operation } from '../../../kit/service/operation.ts'
import type { Reply, Request } from '../../../kit/service/service.ts'
import { prometheusApi } from './prometheus-api.ts'

const nothing = {
  last: () => [],
  series: () => [],
  append: () => Promise.reject(new Error('nothing is written where there is no store')),
}

/** What a read is answered where no series has ever been: `1 + 1` has its value all the same. */
export async function answerEmpty(operation: Operation, request: Request<Operation>): Promise<Reply> {
  // The service has not started, so it was given no clock.
  const clock = systemClock()
  try {
    const served = prometheusApi({ telemetry: nothing, sources: [], elsewhere: async () => [], clock })
    const found = served.find(one => one.operation.name === operation.name)
    if (!found) throw new Error(`${operation.name} is no operation of Prometheus`)
    return (await found.handle(request)) as Reply
  } finally {
    clock.stop()
  }
}
