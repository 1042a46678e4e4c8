import { gzipSync } from 'node:zlib'
import { keyOf, type Sample } from '../../../kit/telemetry/series/sample.ts'

import type { ForwardedSamples } from '../links/port-operations.ts'

/** A sample of an object of one client. */
export type ClientSample = Sample & { readonly client: string }

/** Samples of one client as they go over the wire: what a series is stands there once. */
export function encodeSamples(samples: readonly ClientSample[], app: string | undefined): Buffer {
  const places = new Map<string, number>()
  const series: ForwardedSamples['series'][number][] = []
  const rows = samples.map(({ name, labels = {}, at, value }) => {
    const key = keyOf(name, labels)
    const known = places.get(key)
    if (known === undefined) {
      places.set(key, series.length)
      series.push(seriesOf(name, labels, app))
    }
    return [known ?? series.length - 1, at, value]
  })
  const body: ForwardedSamples = { client: samples[0]?.client ?? '', series, samples: rows }
  return gzipSync(JSON.stringify(body))
}

function seriesOf(
  metric: string,
  { object = '', source = '', type, unit, history }: NonNullable<Sample['labels']>,
  app: string | undefined,
): ForwardedSamples['series'][number] {
  return {
    object,
    metric,
    source,
    ...(type === undefined ? {} : { type }),
    ...(unit === undefined ? {} : { unit }),
    ...(history === undefined ? {} : { history: true }),
    ...(app === undefined ? {} : { app }),
  }
}
