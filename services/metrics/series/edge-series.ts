import { AsyncLocalStorage } from 'node:async_hooks'
import { SelectSeries as SelectEdgeSeries } from '../../../contracts/edge/telemetry.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import type { Call } from '../../../kit/service/service.ts'
import type { SelectSeries } from '../promql/evaluation/load.ts'

/** It is the service that asks, and not whoever asked the service: the edge answers its cluster alone. */
const outside = AsyncLocalStorage.snapshot()

/** Series that the edge keeps; none where there is no edge. */
export const edgeSeries =
  (call: Call): SelectSeries =>
  async (matchers, from, to) => {
    try {
      const body = { matchers: [...matchers], from, to }
      const { series } = await outside(() => call(SelectEdgeSeries, { body }))
      return series.map(({ labels, times, values }) => ({
        labels,
        times,
        values: values.map(value => value ?? Number.NaN),
      }))
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.code === 'kit.no-such-peer') return []
      throw thrown
    }
  }
