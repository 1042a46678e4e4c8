import { say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import type { BandShape, Edges } from './quantile-band.ts'

/** As many digits as somebody reads. */
export const digits = (value: number, count = 6): number => Number(value.toPrecision(count))

type Outside = { readonly spans: number; readonly edges: Edges; readonly samples: number }

export function outsideBand(value: number, { spans, samples }: Outside, { share }: BandShape): Message {
  const params = { value: digits(value), spans: digits(Math.abs(spans), 2), percent: digits(share * 100, 3), samples }
  return spans > 0 ? say('anomaly.above', params) : say('anomaly.below', params)
}
